import { describe, expect, it } from 'vitest'
import { upgradeRefusal } from '~~/server/utils/peers/upgrade-refusal'

describe('an upgrade', () => {
  it.each([
    ['http://localhost/wb', undefined],
    ['http://localhost/wb/?since=3', undefined],
    ['http://localhost/', 404],
    ['http://localhost/wb/x', 404],
    ['http://[/wb/', 400],
    ['http://a:99999/wb/', 400],
    ['http:///', 400],
  ])('of %s gets %s', (url, status) => {
    expect(upgradeRefusal({ url })?.status).toBe(status)
  })
})
