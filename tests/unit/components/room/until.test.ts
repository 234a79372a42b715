import { describe, expect, it } from 'vitest'
import { untilLabel } from '../../../../components/room/until'

const NOON = new Date(2026, 10, 29, 12).getTime()
const HOUR = 3_600_000

describe('the end of a mute', () => {
  it('is a time if it is today', () => {
    expect(untilLabel(NOON + HOUR, NOON, 'en-GB')).toBe('13:00')
  })

  it('is a date and a time on another day', () => {
    expect(untilLabel(NOON + 24 * HOUR, NOON, 'en-GB')).toBe('30 Nov 2026, 12:00')
  })
})
