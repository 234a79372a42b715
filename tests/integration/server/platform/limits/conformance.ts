import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SendRate } from '../../../../../server/platform/config/schema'
import { ADDRESS_RATE_FACTOR } from '../../../../../server/platform/limits/server-limits'
import type { SendLimit } from '../../../../../server/platform/limits/send-limit'

const HOME = '192.0.2.1'

export interface SendLimitWorld {
  open(rate: SendRate): SendLimit
  close(): Promise<void>
}

/** What every driver of the send limit must do. */
export function describeSendLimit(name: string, openWorld: () => Promise<SendLimitWorld>) {
  describe(`the send limit ${name}`, () => {
    let world: SendLimitWorld

    beforeEach(async () => {
      world = await openWorld()
    })
    afterEach(() => world.close())

    it('allows as many messages as the rate says, and says when the next one may come', async () => {
      const limit = world.open({ messages: 3, seconds: 10 })
      for (let i = 0; i < 3; i++) expect(await limit.take('ada', HOME)).toEqual({ allowed: true })
      const refused = await limit.take('ada', HOME)
      expect(refused).toMatchObject({ allowed: false, whose: 'sender', retryAfterMs: expect.any(Number) })
      if (refused.allowed) return
      expect(refused.retryAfterMs).toBeGreaterThan(5_000)
      expect(refused.retryAfterMs).toBeLessThanOrEqual(10_000)
    })

    it('counts each sender apart', async () => {
      const limit = world.open({ messages: 1, seconds: 10 })
      expect(await limit.take('ada', HOME)).toEqual({ allowed: true })
      expect(await limit.take('grace', HOME)).toEqual({ allowed: true })
      expect(await limit.take('ada', HOME)).toMatchObject({ allowed: false })
    })

    it('allows again after the time it named', async () => {
      const limit = world.open({ messages: 1, seconds: 1 })
      await limit.take('ada', HOME)
      expect(await limit.take('ada', HOME)).toMatchObject({ allowed: false })
      await vi.waitFor(async () => expect(await limit.take('ada', HOME)).toEqual({ allowed: true }), {
        timeout: 10_000,
        interval: 50,
      })
    })

    // Each session had an allowance of its own, and a session is free: one program sent without a limit as many guests.
    it('refuses senders who are many when their address has sent for so many, and not those of another', async () => {
      const limit = world.open({ messages: 2, seconds: 10 })
      const sent = 2 * ADDRESS_RATE_FACTOR
      for (let i = 0; i < sent; i++) expect(await limit.take(`guest-${i}`, HOME)).toEqual({ allowed: true })
      expect(await limit.take('another guest', HOME)).toMatchObject({
        allowed: false,
        whose: 'address',
        retryAfterMs: expect.any(Number),
      })
      expect(await limit.take('ada', '198.51.100.7')).toEqual({ allowed: true })
    })

    it('does not let one sender who goes on above their limit use up what others of the address have', async () => {
      const limit = world.open({ messages: 2, seconds: 10 })
      for (let i = 0; i < 10 * ADDRESS_RATE_FACTOR; i++) await limit.take('ada', HOME)
      expect(await limit.take('grace', HOME)).toEqual({ allowed: true })
    })

    // In memory each refusal took one of the sender's own, so who came to a used-up address had nothing left when its
    // time was over.
    it('leaves who is refused for their address their own allowance', async () => {
      const limit = world.open({ messages: 2, seconds: 100 })
      for (let i = 0; i < 2 * ADDRESS_RATE_FACTOR; i++) await limit.take(`guest-${i}`, HOME)
      for (let i = 0; i < 10; i++)
        expect(await limit.take('newcomer', HOME)).toMatchObject({ allowed: false, whose: 'address' })
      const elsewhere = []
      for (let i = 0; i < 3; i++) elsewhere.push(await limit.take('newcomer', '198.51.100.7'))
      expect(elsewhere).toEqual([
        { allowed: true },
        { allowed: true },
        expect.objectContaining({ allowed: false, whose: 'sender' }),
      ])
    })

    it('names the own limit to a sender who reached both, and not that of the address', async () => {
      const limit = world.open({ messages: 1, seconds: 100 })
      for (let i = 0; i < ADDRESS_RATE_FACTOR; i++) await limit.take(`guest-${i}`, HOME)
      expect(await limit.take('guest-0', HOME)).toMatchObject({ allowed: false, whose: 'sender' })
    })

    // The wait was the jump of the clock, and with Redis senders were refused for as long.
    it('never asks for a longer wait than its window, also when the time of day is set back', async () => {
      const limit = world.open({ messages: 1, seconds: 1 })
      await limit.take('ada', HOME)
      expect(await limit.take('ada', HOME)).toMatchObject({ allowed: false })
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 7_200_000 })
      try {
        const refused = await limit.take('ada', HOME)
        if (!refused.allowed) expect(refused.retryAfterMs).toBeLessThanOrEqual(1_000)
        await vi.waitFor(async () => expect(await limit.take('ada', HOME)).toEqual({ allowed: true }), {
          timeout: 10_000,
          interval: 50,
        })
      }
      finally {
        vi.useRealTimers()
      }
    })

    it('counts messages that are taken at the same moment', async () => {
      const limit = world.open({ messages: 5, seconds: 10 })
      const answers = await Promise.all(Array.from({ length: 20 }, () => limit.take('ada', HOME)))
      expect(answers.filter(answer => answer.allowed)).toHaveLength(5)
    })
  })
}
