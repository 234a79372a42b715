import { describe, expect, it } from 'vitest'
import { upgradeRefusal } from '~~/server/platform/gate/upgrade-refusal'

describe('an upgrade', () => {
  it.each([
    ['http://localhost/wb', 'websocket', undefined],
    ['http://localhost/wb/?since=3', 'WebSocket', undefined],
    ['http://localhost/', 'websocket', 404],
    ['http://localhost/wb/x', 'websocket', 404],
    ['http://[/wb/', 'websocket', 400],
    ['http://a:99999/wb/', 'websocket', 400],
    ['http:///', 'websocket', 400],
    ['http://localhost/wb/', 'h2c', 426],
    ['http://localhost/wb/', 'h2c, websocket', 426],
    ['http://localhost/send/', 'h2c', 426],
  ])('an upgrade of %s to %s gets %s', (url, upgrade, status) => {
    expect(upgradeRefusal({ url, headers: new Headers({ upgrade }) })?.status).toBe(status)
  })
})
