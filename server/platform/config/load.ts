import { configSchema, type Config } from './schema'

/** Variables whose value may hold a password: an error names them but never prints their value. */
const SECRET = new Set(['SESSION_SECRET', 'METRICS_TOKEN', 'REDIS_URL', 'DATABASE_URL', 'SMTP_URL', 'OIDC_PROVIDERS'])

/** The configuration is wrong. `message` has one line per variable: its name, its value and the remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/**
 * Reads the whole configuration from environment variables. An empty variable counts as not set, as in most `.env`
 * files.
 * @throws ConfigError when any value is wrong
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))
  const parsed = configSchema.safeParse(set)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0])
    return `${name} is ${shown(name, set[name])}. ${issue.message}`
  })
  throw new ConfigError(lines.join('\n'))
}

function shown(name: string, value: string | undefined): string {
  if (value === undefined) return 'not set'
  return SECRET.has(name) ? 'set to a value that is not shown' : `'${value}'`
}
