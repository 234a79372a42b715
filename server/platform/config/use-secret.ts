import { sessionSecret } from './session-secret'
import { useConfig } from './use-config'

let secret: string | null = null

/** What this installation seals cookies with, read once. @throws ConfigError */
export function useSecret(): string {
  secret ??= sessionSecret(useConfig())
  return secret
}
