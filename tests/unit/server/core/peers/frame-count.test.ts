import { describe, expect, it } from 'vitest'
import { FRAMES_WINDOW_MS } from '~~/server/platform/limits/server-limits'
import { FrameCount } from '~~/server/core/peers/frame-count'

describe('the frames of a peer', () => {
  it('are counted within a window, one or many at a time', () => {
    const count = new FrameCount()
    expect([count.add(0), count.add(1, 5), count.add(FRAMES_WINDOW_MS)]).toEqual([1, 6, 7])
  })

  it('are counted from the beginning when the window is over', () => {
    const count = new FrameCount()
    count.add(0, 300)
    expect(count.add(FRAMES_WINDOW_MS + 1)).toBe(1)
  })
})
