import { loadConfig } from './load'
import type { Config } from './schema'

let config: Config | null = null

/** The configuration of this process, read once. @throws ConfigError */
export function useConfig(): Config {
  config ??= loadConfig(process.env)
  return config
}
