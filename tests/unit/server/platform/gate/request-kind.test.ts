import { describe, expect, it } from 'vitest'
import { requestKind } from '../../../../../server/platform/gate/request-kind'

describe('what a request counts for', () => {
  it.each([
    ['GET', '/', 'page'],
    ['HEAD', '/?x=/send/', 'page'],
    ['GET', '/r/channel_1?x', 'page'],
    ['POST', '/send/', 'post'],
    ['POST', '/send', 'post'],
    ['OPTIONS', '/send/?x', 'post'],
    ['GET', '/api/session', 'session'],
    ['GET', '/api/session/', 'session'],
    ['PUT', '/api/session?x', 'rename'],
    ['POST', '/api/sign-in', 'sign-in'],
    ['POST', '/api/account', 'sign-in'],
    ['GET', '/api/account', 'other'],
    ['GET', '/api/oidc/work/callback?code=1', 'sign-in'],
    ['GET', '/api/rooms/channel_1/messages?before=5', 'history'],
    ['PATCH', '/api/rooms/channel_1/messages/5', 'post'],
    ['DELETE', '/api/rooms/channel_1/messages/5', 'post'],
    ['HEAD', '/api/rooms/channel_1/messages', 'history'],
    ['GET', '/metrics', 'metrics'],
    ['GET', '/healthz', 'other'],
    ['GET', '/_nuxt/entry.js', 'other'],
    ['OPTIONS', '*', 'other'],
    ['GET', 'http://host/', 'other'],
    ['GET', '/unknown', 'other'],
    ['GET', '/r/a/b', 'other'],
    ['GET', '/__nuxt_error?x', 'other'],
  ])('a request of %s %s counts as %s', (method, url, kind) => {
    expect(requestKind({ method, url })).toBe(kind)
  })
})
