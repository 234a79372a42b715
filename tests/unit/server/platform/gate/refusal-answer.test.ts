import { describe, expect, it } from 'vitest'
import { errorBodySchema } from '#shared/schemas/http'
import { busyAnswer, refusalAnswer } from '../../../../../server/platform/gate/refusal-answer'

describe('the answer to a refused request', () => {
  it('is an error of the API, with how long to wait in all three places', () => {
    const { body, contentType, retryAfter } = refusalAnswer('history', 2_400)
    expect([contentType, retryAfter]).toEqual(['application/json', '3'])
    expect(errorBodySchema.parse(JSON.parse(body.toString())).error).toEqual({
      code: 'rate_limited',
      message:
        'Too many pages of history were read from your address: all who share it count together. Wait 3 s and try again.',
      retryAfterMs: 3_000,
    })
  })

  it('is a sentence where a person opens a page', () => {
    const { body, contentType } = refusalAnswer('page', 1)
    expect(contentType).toContain('text/plain')
    expect(body.toString()).toBe(
      'Too many pages were opened from your address: all who share it count together. Wait 1 s and try again.\n',
    )
  })

  it('says of a server with too much to do when to come again, to a person and to a client', () => {
    expect(busyAnswer('page').body.toString()).toContain('Wait 2 s and reload the page.')
    expect(errorBodySchema.parse(JSON.parse(busyAnswer('history').body.toString())).error)
      .toMatchObject({ code: 'unavailable', retryAfterMs: 2_000 })
  })

  it('is made once per kind and wait', () => {
    expect(refusalAnswer('post', 4_000)).toBe(refusalAnswer('post', 3_500))
  })
})
