import { describe, expect, it } from 'vitest'
import { cookieValue } from '../../../../../server/platform/http/cookie-value'

describe('the value of a cookie', () => {
  it('is found among others, quoted or percent-encoded', () => {
    expect(cookieValue('a=1; channel=channel_2; b=2', 'channel')).toBe('channel_2')
    expect(cookieValue('channel="channel%5F2"', 'channel')).toBe('channel_2')
    expect(cookieValue('channel=100%', 'channel')).toBe('100%')
    expect(cookieValue('xchannel=1', 'channel')).toBeNull()
    expect(cookieValue(null, 'channel')).toBeNull()
  })
})
