import { describe, expect, it } from 'vitest'
import { SAVE_EVERY_MS, createDebouncedWriter } from '~/client/store/debounced-writer'
import { ManualClock } from '../support/manual-clock'

function world(save: (room: string) => Promise<void> = async () => {}) {
  const clock = new ManualClock()
  const saved: string[] = []
  const writer = createDebouncedWriter(clock, (room) => {
    saved.push(room)
    return save(room)
  })
  return { clock, saved, writer }
}

describe('a debounced writer', () => {
  it('gathers changes, and saves each room once', () => {
    const { clock, saved, writer } = world()
    for (let count = 0; count < 5; count++) writer.mark('channel_1')
    writer.mark('channel_2')
    expect(saved).toEqual([])
    clock.advance(SAVE_EVERY_MS)
    expect(saved).toEqual(['channel_1', 'channel_2'])
  })

  it('saves at its interval while changes keep coming, instead of waiting for their end', () => {
    const { clock, saved, writer } = world()
    for (let count = 0; count < 40; count++) {
      writer.mark('channel_1')
      clock.advance(SAVE_EVERY_MS / 10)
    }
    expect(saved.length).toBeGreaterThanOrEqual(3)
  })

  it('saves at once when asked, and leaves no timer', async () => {
    const { clock, saved, writer } = world()
    writer.mark('channel_1')
    await writer.flush()
    expect(saved).toEqual(['channel_1'])
    expect(clock.waiting).toBe(0)
  })

  it('does not mind a store that fails', async () => {
    const { writer } = world(() => Promise.reject(new Error('full')))
    writer.mark('channel_1')
    await expect(writer.flush()).resolves.toBeUndefined()
  })
})
