import { describe, expect, it } from 'vitest'
import { parseRedisUrl, secretsOf } from '../../../../../server/platform/config/redis-url'

describe('REDIS_URL', () => {
  it('REDIS_URL is one server', () => {
    expect(parseRedisUrl('redis://localhost:6379/2')).toMatchObject({
      kind: 'server',
      url: 'redis://localhost:6379/2',
      tls: false,
    })
    expect(parseRedisUrl('rediss://ada:p%40ss@cache.example.org')).toMatchObject({
      kind: 'server',
      username: 'ada',
      password: 'p@ss',
      tls: true,
    })
  })

  it('is a cluster, by any of its nodes', () => {
    expect(parseRedisUrl('redis-cluster://10.0.0.1:7000,redis-2,[::1]:7002')).toEqual({
      kind: 'cluster',
      nodes: [{ host: '10.0.0.1', port: 7000 }, { host: 'redis-2', port: 6379 }, { host: '::1', port: 7002 }],
      username: undefined,
      password: undefined,
      tls: false,
    })
    expect(parseRedisUrl('rediss-cluster://:a:b%2Fc@one:1')).toMatchObject({
      kind: 'cluster',
      username: undefined,
      password: 'a:b/c',
      tls: true,
    })
  })

  it('is the master that Sentinels name, with its own database and password', () => {
    expect(parseRedisUrl('redis-sentinel://ada:pw@one:26379,two/mymaster')).toMatchObject({
      kind: 'sentinel',
      nodes: [{ host: 'one', port: 26379 }, { host: 'two', port: 26379 }],
      name: 'mymaster',
      db: 0,
      username: 'ada',
      password: 'pw',
    })
    expect(parseRedisUrl('redis-sentinel://one/my.master-1/3?sentinelPassword=s%20w')).toMatchObject({
      name: 'my.master-1',
      db: 3,
      sentinelPassword: 's w',
    })
  })

  it.each([
    'localhost', 'http://localhost', 'redis-cluster://', 'redis-cluster://one:0', 'redis-cluster://one:99999',
    'redis-cluster://one,,two', 'redis-cluster://one/2', 'redis-cluster://one two',
  ])('is refused as \'%s\', with all its forms as the remedy', (value) => {
    expect(() => parseRedisUrl(value)).toThrow(/redis:\/\/localhost:6379.*redis-cluster:\/\/.*redis-sentinel:\/\//)
  })

  it('is refused without the name of the master', () => {
    expect(() => parseRedisUrl('redis-sentinel://one:26379')).toThrow('names no master')
  })

  it.each([
    'redis://:100%@localhost', 'redis-cluster://:100%@localhost',
  ])('is refused when the password can not be read (%s)', (value) => {
    expect(() => parseRedisUrl(value)).toThrow('Write "%25"')
  })

  it.each([
    ['redis://:p%20w@localhost', ['p%20w', 'p w']],
    ['redis-cluster://ada:p%20w@one,two', ['p%20w', 'p w']],
    ['redis-sentinel://:pw@one/m?sentinelPassword=s%20w', ['pw', 's w', 's%20w']],
  ])('has its passwords known in every form they are written in (%s)', (value, secrets) => {
    expect(secretsOf(value)).toEqual(expect.arrayContaining(secrets))
  })
})
