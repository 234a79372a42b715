import { describe, expect, it } from 'vitest'
import { SAVE_EVERY_MS, createSaver } from '~/client/store/saver'
import { ManualClock } from '../support/manual-clock'

function world(save: (room: string) => Promise<void> = async () => {}) {
  const clock = new ManualClock()
  const saved: string[] = []
  const saver = createSaver(clock, (room) => {
    saved.push(room)
    return save(room)
  })
  return { clock, saved, saver }
}

describe('the saver', () => {
  it('gathers changes, and saves each room once', () => {
    const { clock, saved, saver } = world()
    for (let count = 0; count < 5; count++) saver.mark('channel_1')
    saver.mark('channel_2')
    expect(saved).toEqual([])
    clock.advance(SAVE_EVERY_MS)
    expect(saved).toEqual(['channel_1', 'channel_2'])
  })

  it('saves at its interval while changes keep coming, instead of waiting for their end', () => {
    const { clock, saved, saver } = world()
    for (let count = 0; count < 40; count++) {
      saver.mark('channel_1')
      clock.advance(SAVE_EVERY_MS / 10)
    }
    expect(saved.length).toBeGreaterThanOrEqual(3)
  })

  it('saves at once when asked, and leaves no timer', async () => {
    const { clock, saved, saver } = world()
    saver.mark('channel_1')
    await saver.flush()
    expect(saved).toEqual(['channel_1'])
    expect(clock.waiting).toBe(0)
  })

  it('does not mind a store that fails', async () => {
    const { saver } = world(() => Promise.reject(new Error('full')))
    saver.mark('channel_1')
    await expect(saver.flush()).resolves.toBeUndefined()
  })
})
