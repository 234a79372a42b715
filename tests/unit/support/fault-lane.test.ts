import { describe, expect, it } from 'vitest'
import { createFaultLane } from '../../support/fault-lane'

const unit = (text: string) => ({ bytes: Buffer.from(text), text })

describe('a fault lane', () => {
  it('passes everything when nothing is armed', () => {
    expect(createFaultLane().judge(unit('one'))).toEqual({ pass: Buffer.from('one') })
  })

  it('drops what matches and counts it, until it is healed', () => {
    const lane = createFaultLane()
    lane.drop(bytes => bytes.includes('a'))
    expect(['a1', 'b1', 'a2'].map(text => lane.judge(unit(text)).pass.toString())).toEqual(['', 'b1', ''])
    expect(lane.dropped()).toBe(2)
    lane.heal()
    expect(lane.judge(unit('a3')).pass.toString()).toBe('a3')
  })

  it('cuts before the chosen message, which then does not arrive', async () => {
    const lane = createFaultLane()
    const done = lane.cutAtFrame({ when: 'before', nth: 2, matches: text => text.startsWith('a') })
    expect(['a1', 'b1'].map(text => lane.judge(unit(text)).cut)).toEqual([undefined, undefined])
    const verdict = lane.judge(unit('a2'))
    expect(verdict.pass).toHaveLength(0)
    verdict.cut?.()
    await expect(done).resolves.toBe('a2')
  })

  it('cuts after the chosen message, which is the last to arrive', () => {
    const lane = createFaultLane()
    void lane.cutAtFrame({ when: 'after' })
    const verdict = lane.judge(unit('last'))
    expect(verdict.pass.toString()).toBe('last')
    expect(verdict.cut).toBeDefined()
    expect(lane.judge(unit('of the next connection')).cut).toBeUndefined()
  })

  it('cuts within a unit when the bytes are spent', () => {
    const lane = createFaultLane()
    void lane.cutAfterBytes(5)
    expect(lane.judge(unit('abc')).cut).toBeUndefined()
    const verdict = lane.judge(unit('defg'))
    expect(verdict.pass.toString()).toBe('de')
    expect(verdict.cut).toBeDefined()
  })

  it('swallows while it holds', () => {
    const lane = createFaultLane()
    lane.hold()
    expect(lane.judge(unit('gone')).pass).toHaveLength(0)
    lane.release()
    expect(lane.judge(unit('here')).pass.toString()).toBe('here')
  })

  it('opens again on resume, and heals from everything', async () => {
    const lane = createFaultLane()
    lane.pause()
    let open = false
    const opened = lane.open().then(() => (open = true))
    expect(open).toBe(false)
    lane.hold()
    void lane.cutAfterBytes(1)
    void lane.cutAtFrame({ when: 'before' })
    lane.heal()
    await opened
    expect(lane.judge(unit('fine'))).toEqual({ pass: Buffer.from('fine') })
  })
})
