import { describe, expect, it } from 'vitest'
import { admissionOf, admit, parseSince, wireOf } from '../../../../../server/core/peers/admission'

describe('the admission of a connection', () => {
  it('speaks parley.v1 to who offers it, else the plain wire', () => {
    expect([wireOf('parley.v1'), wireOf('chat, parley.v1'), wireOf('parley.v2'), wireOf(null)]).toEqual([
      'app', 'app', 'plain', 'plain',
    ])
  })

  it('reads since as a seq, and distinguishes a wrong one from none', () => {
    expect([
      parseSince(null),
      parseSince('0'),
      parseSince('12'),
      parseSince(''),
      parseSince('-1'),
      parseSince('1.5'),
      parseSince('x'),
    ]).toEqual([null, 0, 12, undefined, undefined, undefined, undefined])
  })

  it.each([
    '0x10', '1e3', '0b1', ' 5', '5 ', '+5', '-1', '5.0', '1_000', '٣', '', ' ', String(2 ** 53),
  ])('refuses since=%j, which is not a whole number in decimal digits', (since) => {
    expect(parseSince(since)).toBeUndefined()
  })

  it('is found again on the upgraded request, and nowhere else', () => {
    const context = {}
    const admission = {
      wire: 'plain',
      user: null,
      sealedAt: 0,
      feed: null,
      plain: { room: 'channel_1', since: null },
    } as const
    admit(context, admission)
    expect(admissionOf({ _context: context })).toBe(admission)
    expect(admissionOf({})).toBeNull()
    expect(admissionOf({ _context: {} })).toBeNull()
  })
})
