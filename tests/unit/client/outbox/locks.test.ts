import { describe, expect, it } from 'vitest'
import { FOLLOW_DEADLINE_MS, informedLocks } from '~/client/outbox/locks'
import { ManualClock } from '../support/manual-clock'

function signal() {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}

/** A turn that is got at once, with an outbox whose store answers when the test says so. */
function world() {
  const clock = new ManualClock()
  const state = { got: 0, lost: 0, givenBack: 0, followed: signal(), written: signal() }
  const taken: { got(): void, lost(): void }[] = []
  const locks = informedLocks({
    take(_name, on) {
      taken.push(on)
      return () => void state.givenBack++
    },
  }, { follow: () => state.followed.promise, written: () => state.written.promise }, clock)
  const giveBack = locks.take('turn', { got: () => void state.got++, lost: () => void state.lost++ })
  return { clock, state, taken, giveBack }
}

const turn = () => new Promise(resolve => setTimeout(resolve, 0))

describe('a turn to send', () => {
  it('begins when this tab knows what the tab before it has sent', async () => {
    const { clock, state, taken } = world()
    taken[0]?.got()
    await turn()
    expect(state.got).toBe(0)
    state.followed.resolve()
    await turn()
    expect(state.got).toBe(1)
    expect(clock.waiting).toBe(0)
  })

  it('ends when what this tab has sent is no longer stored', async () => {
    const { state, taken, giveBack } = world()
    taken[0]?.got()
    state.followed.resolve()
    await turn()
    giveBack()
    await turn()
    expect(state.givenBack).toBe(0)
    state.written.resolve()
    await turn()
    expect(state.givenBack).toBe(1)
  })

  it('begins without a store that does not answer, once', async () => {
    const { clock, state, taken } = world()
    taken[0]?.got()
    clock.advance(FOLLOW_DEADLINE_MS)
    expect(state.got).toBe(1)
    state.followed.resolve()
    await turn()
    expect(state.got).toBe(1)
  })

  it('does not begin any more when it was given back meanwhile', async () => {
    const { clock, state, taken, giveBack } = world()
    taken[0]?.got()
    giveBack()
    state.followed.resolve()
    await turn()
    clock.advance(FOLLOW_DEADLINE_MS)
    expect(state.got).toBe(0)
    expect(clock.waiting).toBe(0)
  })

  it('reports that another tab took it over', () => {
    const { state, taken } = world()
    taken[0]?.lost()
    expect(state.lost).toBe(1)
  })
})
