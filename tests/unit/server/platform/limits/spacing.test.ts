import { describe, expect, it } from 'vitest'
import { createMemorySpacing } from '../../../../../server/platform/limits/spacing'

describe('spacing in a process', () => {
  it('gives the next place after the time, and says how long that is', async () => {
    let now = 0
    const spacing = createMemorySpacing(() => now)
    expect(await spacing.take('ada', 'one', 1_000)).toBe(0)
    now = 400
    expect(await spacing.take('ada', 'two', 1_000)).toBe(600)
    expect(await spacing.take('bob', 'two', 1_000)).toBe(0)
    now = 1_000
    expect(await spacing.take('ada', 'two', 1_000)).toBe(0)
  })

  it('holds back no act that is done again', async () => {
    const spacing = createMemorySpacing(() => 0)
    expect([await spacing.take('ada', 'one', 1_000), await spacing.take('ada', 'one', 1_000)]).toEqual([0, 0])
  })
})
