import { describe, expect, it } from 'vitest'
import { createMemorySendLimit } from '../../../../../server/platform/limits/send-limit-memory'
import { ADDRESS_RATE_FACTOR } from '../../../../../server/platform/limits/server-limits'
import { consume } from '../../../../../server/platform/limits/consume'

const HOME = '192.0.2.1'
const MESSAGES = { what: 'messages', then: 'send it again' }
const RENAMES = { what: 'changes of name', then: 'try again', apart: 'rename' }

/** A limit whose address allowance of one kind is used up. */
async function usedUp(limited: typeof MESSAGES) {
  const limit = createMemorySendLimit({ messages: 1, seconds: 100 })
  for (let i = 0; i < ADDRESS_RATE_FACTOR; i++) await consume(limit, `guest-${i}`, HOME, limited)
  return limit
}

describe('what is consumed', () => {
  // The refusal of a rename said "Too many messages".
  it.each([
    [MESSAGES, 'Too many messages from your address: all who share it count together. Wait 100 s and send it again.'],
    [
      RENAMES,
      'Too many changes of name from your address: all who share it count together. Wait 100 s and try again.',
    ],
  ])('is named in the refusal of an address', async (limited, message) => {
    await expect(consume(await usedUp(limited), 'ada', HOME, limited)).rejects.toMatchObject({
      code: 'rate_limited',
      message,
    })
  })

  it('is named in the refusal of a sender', async () => {
    const limit = createMemorySendLimit({ messages: 1, seconds: 100 })
    await consume(limit, 'ada', HOME, RENAMES)
    await expect(consume(limit, 'ada', HOME, RENAMES)).rejects.toMatchObject({
      message: 'Too many changes of name. Wait 100 s and try again.',
    })
  })

  it('a change of name costs no message, neither the sender nor the address', async () => {
    const limit = await usedUp(RENAMES)
    for (const sender of ['guest-0', 'ada']) await expect(consume(limit, sender, HOME, MESSAGES)).resolves.toBeUndefined()
  })
})
