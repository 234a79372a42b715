import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  HEAD_GRACE_MS, JOIN_BACKOFF_LONGEST_MS, JOIN_DEADLINE_MS, NOT_JOINED, isJoinDue, joinAnswered, joinDelayMs, joinLost,
  joinPostponed, joinProgressed, joinRefused, joinSent, joinUnneeded, wantJoin,
} from '~/client/room/joining'

const NOW = 1_000_000
const sent = joinSent(wantJoin(NOT_JOINED, 'connect', NOW, 0), 7, NOW)
const joined = joinAnswered(sent, 'resumed', NOW)

describe('joining', () => {
  it('joins at once on a new connection', () => {
    expect(isJoinDue(wantJoin(NOT_JOINED, 'connect', NOW, 0.5), NOW)).toBe(true)
  })

  it('has one request in flight: another wish waits for its answer', () => {
    expect(wantJoin(sent, 'gap', NOW, 0.5)).toBe(sent)
  })

  it('sends again when there is no answer', () => {
    expect(isJoinDue(sent, NOW + JOIN_DEADLINE_MS - 1)).toBe(false)
    expect(isJoinDue(sent, NOW + JOIN_DEADLINE_MS)).toBe(true)
    expect(joinSent(sent, 8, NOW + JOIN_DEADLINE_MS)).toMatchObject({ request: 8, fruitless: 1 })
  })

  it('waits for the grace after a head without its events, unless something is missed for sure', () => {
    const behind = wantJoin(joined, 'gap', NOW, 0, HEAD_GRACE_MS)
    expect(behind.dueAt).toBe(NOW + HEAD_GRACE_MS)
    expect(wantJoin(behind, 'gap', NOW, 0).dueAt).toBe(NOW)
    expect(joinUnneeded(behind).dueAt).toBeNull()
  })

  it('does not give up its first join because nothing is missing', () => {
    const wanted = wantJoin(NOT_JOINED, 'connect', NOW, 0)
    expect(joinUnneeded(wanted)).toBe(wanted)
  })

  it('starts anew with the next connection', () => {
    expect(joinLost(joined)).toMatchObject({ request: null, dueAt: null, joined: false })
  })

  it('asks again after what the server says, or its own back-off', () => {
    expect(joinPostponed(sent, 5_000, NOW, 0)).toMatchObject({ request: null, dueAt: NOW + 5_000 })
    expect(joinPostponed(sent, 0, NOW, 0).dueAt).toBeGreaterThanOrEqual(NOW + 500)
  })

  it('asks no more on this connection when it was refused', () => {
    expect(joinRefused(sent)).toMatchObject({ request: null, dueAt: null, joined: false })
  })
})

describe('joinDelayMs', () => {
  it.each([
    [0, 0],
    [1, 0],
    [2, 500],
    [3, 1_000],
    [4, 2_000],
    [8, 30_000],
    [1_000, 30_000],
  ])('after %i fruitless answers is at least %i ms', (fruitless, ms) => {
    expect(joinDelayMs(fruitless, 0)).toBe(ms)
    expect(joinDelayMs(fruitless, 0.999)).toBeLessThanOrEqual(2 * ms)
  })
})

describe('a server that answers reset for ever', () => {
  it('is asked less and less, however fast it gives reasons to ask', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(3_000), { minLength: 200, maxLength: 200 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (pauses, random) => {
          let joining = joinAnswered(joinSent(NOT_JOINED, 0, NOW), 'reset', NOW)
          let now = NOW
          let joins = 0
          for (const pause of pauses) {
            joining = wantJoin(joining, 'gap', now += pause, random)
            if (!isJoinDue(joining, now)) continue
            joins++
            joining = joinAnswered(joinSent(joining, joins, now), 'reset', now)
          }
          const minutes = (now - NOW) / 60_000
          expect(joins).toBeLessThanOrEqual(9 + 2 * minutes)
        },
      ),
    )
  })

  it('is forgiven after progress, or after a long quiet time', () => {
    const angry = { ...joined, fruitless: 9 }
    expect(wantJoin(angry, 'gap', NOW, 0).dueAt).toBe(NOW + JOIN_BACKOFF_LONGEST_MS / 2)
    expect(wantJoin(joinProgressed(angry), 'gap', NOW, 0).dueAt).toBe(NOW)
    expect(wantJoin(angry, 'gap', NOW + 3 * JOIN_BACKOFF_LONGEST_MS, 0).dueAt).toBe(NOW + 3 * JOIN_BACKOFF_LONGEST_MS)
  })

  it('does not slow a connection that resumes', () => {
    let joining = NOT_JOINED
    for (let count = 0; count < 10; count++)
      joining = joinLost(joinAnswered(joinSent(wantJoin(joining, 'connect', NOW, 0), count, NOW), 'resumed', NOW))
    expect(wantJoin(joining, 'connect', NOW, 0).dueAt).toBe(NOW)
  })
})
