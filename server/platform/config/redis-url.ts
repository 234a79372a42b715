/** A Redis server or Sentinel: a name or an address, without brackets, and its port. */
export interface RedisNode { readonly host: string, readonly port: number }

interface Login {
  readonly username?: string
  readonly password?: string
  readonly tls: boolean
}

/** The content of `REDIS_URL`: the kind of Redis, its address and our login. */
export type RedisTarget
  /** One server. ioredis parses the address itself, with all options that it knows. */
  = | Login & { readonly kind: 'server', readonly url: string }
  /** A Redis Cluster: some of its nodes. ioredis finds the others. */
    | Login & { readonly kind: 'cluster', readonly nodes: readonly RedisNode[] }
  /** The server that these Sentinels call the master of `name`. */
    | Login & {
      readonly kind: 'sentinel'
      readonly nodes: readonly RedisNode[]
      readonly name: string
      readonly db: number
      readonly sentinelPassword?: string
    }

export const REDIS_URL_REMEDY = [
  'REDIS_URL is not a Redis address. Use redis://localhost:6379 for one server,',
  'redis-cluster://host1:6379,host2:6379 for a Redis Cluster,',
  'redis-sentinel://host1:26379,host2:26379/mymaster for Sentinel;',
  'with TLS they begin with rediss. A name and password come before the first host: redis://name:password@…',
].join(' ')

const ESCAPE_REMEDY = 'REDIS_URL has a "%" in its name or password that is not part of an escape. Write "%25" for "%".'

const PATTERN
  = /^redis(?<tls>s?)-(?<kind>cluster|sentinel):\/\/(?:(?<login>[^@/]*)@)?(?<hosts>[^@/?]+)(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/

const MASTER_REMEDY = 'REDIS_URL names no master. Add the name that the Sentinels use for it at the end: '
  + 'redis-sentinel://host1:26379,host2:26379/mymaster'

const DEFAULT_PORT = { cluster: 6_379, sentinel: 26_379 }

/** Parses `REDIS_URL`. @throws Error with the remedy and no part of the value */
export function parseRedisUrl(value: string): RedisTarget {
  const { tls, kind, login: written, hosts = '', path = '', query = '' } = PATTERN.exec(value)?.groups ?? {}
  if (kind !== 'cluster' && kind !== 'sentinel') return serverTarget(value)
  const login = { ...loginOf(written), tls: tls === 's' }
  const nodes = hosts.split(',').map(host => nodeOf(host, DEFAULT_PORT[kind]))
  if (kind === 'cluster') {
    if (path !== '' || query !== '') throw new Error(REDIS_URL_REMEDY)
    return { kind, ...login, nodes }
  }
  const [, name, db = '0'] = /^([\w.-]+)(?:\/(\d+))?$/.exec(path) ?? []
  if (name === undefined) throw new Error(MASTER_REMEDY)
  const sentinelPassword = new URLSearchParams(query).get('sentinelPassword') ?? undefined
  return { kind, ...login, nodes, name, db: Number(db), sentinelPassword }
}

/** Passwords that must not be printed, as written in the address and as sent. */
export function secretsOf(value: string): string[] {
  const target = parseRedisUrl(value)
  const [, written = ''] = /^[^/]+:\/\/[^@/]*?:([^@/]*)@/.exec(value) ?? []
  const sentinel = target.kind === 'sentinel' ? target.sentinelPassword : undefined
  return [written, target.password ?? '', sentinel ?? '', encodeURIComponent(sentinel ?? '')]
}

function serverTarget(url: string): RedisTarget {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (!parsed || !['redis:', 'rediss:'].includes(parsed.protocol)) throw new Error(REDIS_URL_REMEDY)
  const login = { username: decoded(parsed.username), password: decoded(parsed.password) }
  return { kind: 'server', url, ...login, tls: parsed.protocol === 'rediss:' }
}

function loginOf(written = ''): { username?: string, password?: string } {
  const [username = '', ...password] = written.split(':')
  return { username: decoded(username), password: decoded(password.join(':')) }
}

function nodeOf(written: string, defaultPort: number): RedisNode {
  const [, six, name, port = String(defaultPort)]
    = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(written.trim()) ?? []
  const host = six ?? name
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) throw new Error(REDIS_URL_REMEDY)
  return { host, port: Number(port) }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text) || undefined
  }
  catch {
    throw new Error(ESCAPE_REMEDY)
  }
}
