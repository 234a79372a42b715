import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SendRate } from '../../../../../server/utils/config/schema'
import type { SendLimit } from '../../../../../server/utils/limits/send-limit'

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
      for (let i = 0; i < 3; i++) expect(await limit.take('ada')).toEqual({ allowed: true })
      const refused = await limit.take('ada')
      expect(refused).toMatchObject({ allowed: false, retryAfterMs: expect.any(Number) })
      if (refused.allowed) return
      expect(refused.retryAfterMs).toBeGreaterThan(5_000)
      expect(refused.retryAfterMs).toBeLessThanOrEqual(10_000)
    })

    it('counts each sender apart', async () => {
      const limit = world.open({ messages: 1, seconds: 10 })
      expect(await limit.take('ada')).toEqual({ allowed: true })
      expect(await limit.take('grace')).toEqual({ allowed: true })
      expect(await limit.take('ada')).toMatchObject({ allowed: false })
    })

    it('allows again after the time it named', async () => {
      const limit = world.open({ messages: 1, seconds: 1 })
      await limit.take('ada')
      expect(await limit.take('ada')).toMatchObject({ allowed: false })
      await vi.waitFor(async () => expect(await limit.take('ada')).toEqual({ allowed: true }), { timeout: 10_000, interval: 50 })
    })

    it('counts messages that are taken at the same moment', async () => {
      const limit = world.open({ messages: 5, seconds: 10 })
      const answers = await Promise.all(Array.from({ length: 20 }, () => limit.take('ada')))
      expect(answers.filter(answer => answer.allowed)).toHaveLength(5)
    })
  })
}
