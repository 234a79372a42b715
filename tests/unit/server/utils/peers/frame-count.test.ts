import { describe, expect, it } from 'vitest'
import { FRAMES_MAX, FRAMES_WINDOW_MS } from '~~/server/utils/limits/server-limits'
import { FrameCount } from '~~/server/utils/peers/frame-count'

const flood = (count: FrameCount, frames: number, now: number) => Array.from({ length: frames }, () => count.isFlood(now)).filter(Boolean).length

describe('the frames of a peer', () => {
  it('are a flood from one more than the limit on', () => {
    expect(flood(new FrameCount(), FRAMES_MAX + 2, 0)).toBe(2)
  })

  it('are none when they come over a longer time', () => {
    const count = new FrameCount()
    for (let window = 0; window < 5; window++) expect(flood(count, FRAMES_MAX, window * (FRAMES_WINDOW_MS + 1))).toBe(0)
  })
})
