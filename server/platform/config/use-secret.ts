import { sessionSecret } from './session-secret'
import { useConfig } from './use-config'

let secret: string | null = null

/** The secret that seals this installation's cookies, read once. @throws ConfigError */
export function useSecret(): string {
  secret ??= sessionSecret(useConfig())
  return secret
}
