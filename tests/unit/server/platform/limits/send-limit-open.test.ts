import { describe, expect, it } from 'vitest'
import { openSendLimit } from '../../../../../server/platform/limits/send-limit-open'

const HOME = '192.0.2.1'

describe('the choice of a send limit', () => {
  it('lets everything pass when RATE_LIMIT is off', async () => {
    const limit = openSendLimit({ RATE_LIMIT: null }, null)
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => limit.take('ada', HOME)))
    expect(answers.every(answer => answer.allowed)).toBe(true)
  })

  it('counts in process without Redis', async () => {
    const limit = openSendLimit({ RATE_LIMIT: { messages: 1, seconds: 10 } }, null)
    expect(await limit.take('ada', HOME)).toEqual({ allowed: true })
    expect(await limit.take('ada', HOME)).toMatchObject({ allowed: false })
  })
})
