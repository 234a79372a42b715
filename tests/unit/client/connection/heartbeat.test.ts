import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HEARTBEAT_DEADLINE_MS } from '#shared/limits'
import { PROBE_DEADLINE_MS, beginHeartbeat, dueAt, heard, ponged, probe, tick } from '~/client/connection/heartbeat'

const EVERY_MS = 20_000
const begun = beginHeartbeat(0, EVERY_MS)
const pinged = tick(begun, EVERY_MS).heartbeat

describe('the heartbeat', () => {
  it('pings at its interval', () => {
    expect(dueAt(begun)).toBe(EVERY_MS)
    expect(tick(begun, EVERY_MS - 1).act).toBe('none')
    expect(tick(begun, EVERY_MS).act).toBe('ping')
  })

  it('goes on at its interval after a pong', () => {
    const answered = ponged(pinged, EVERY_MS + 30)
    expect(dueAt(answered)).toBe(2 * EVERY_MS)
    expect(tick(answered, 2 * EVERY_MS).act).toBe('ping')
  })

  it('gives the line up when nothing is heard within the deadline', () => {
    expect(dueAt(pinged)).toBe(EVERY_MS + HEARTBEAT_DEADLINE_MS)
    expect(tick(pinged, EVERY_MS + HEARTBEAT_DEADLINE_MS - 1).act).toBe('none')
    expect(tick(pinged, EVERY_MS + HEARTBEAT_DEADLINE_MS).act).toBe('dead')
  })

  it('takes whatever arrives for a sign of life, so that a pong behind a long replay is no death', () => {
    const busy = heard(pinged, EVERY_MS + 9_000)
    expect(tick(busy, EVERY_MS + HEARTBEAT_DEADLINE_MS).act).toBe('none')
    expect(dueAt(busy)).toBe(EVERY_MS + 9_000 + HEARTBEAT_DEADLINE_MS)
  })

  it('goes on pinging while data keeps a pong waiting, since the server counts the pings', () => {
    const busy = heard(pinged, 2 * EVERY_MS - 1)
    expect(tick(busy, 2 * EVERY_MS).act).toBe('ping')
  })

  it('probes with a short deadline', () => {
    const probed = probe(begun, 5_000)
    expect(probed.act).toBe('ping')
    expect(dueAt(probed.heartbeat)).toBe(5_000 + PROBE_DEADLINE_MS)
    expect(tick(probed.heartbeat, 5_000 + PROBE_DEADLINE_MS).act).toBe('dead')
  })

  it('probes before it judges when its timer came late, as in a hidden tab', () => {
    const late = tick(pinged, EVERY_MS + 60_000)
    expect(late.act).toBe('ping')
    expect(ponged(late.heartbeat, EVERY_MS + 60_100).pingAt).toBeNull()
  })

  it('gives the line up after late timers in a row with nothing heard between', () => {
    let now = EVERY_MS
    let beat = tick(begun, now)
    const acts = [1, 2, 3].map(() => (beat = tick(beat.heartbeat, now += 60_000)).act)
    expect(acts).toEqual(['ping', 'ping', 'dead'])
  })

  it('probes with the short deadline after the page slept', () => {
    const jumped = tick(begun, 3_600_000)
    expect(jumped.act).toBe('ping')
    expect(dueAt(jumped.heartbeat)).toBe(3_600_000 + PROBE_DEADLINE_MS)
  })
})

describe('whatever the timers do', () => {
  it('a line that answers every ping within a second is never given up', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ lateMs: fc.nat(120_000), answerMs: fc.nat(999), wake: fc.boolean() }), { maxLength: 40 }),
        (steps) => {
          let beat = begun
          for (const { lateMs, answerMs, wake } of steps) {
            const now = dueAt(beat) + lateMs
            const step = wake ? probe(beat, now) : tick(beat, now)
            expect(step.act).not.toBe('dead')
            beat = step.act === 'ping' ? ponged(step.heartbeat, now + answerMs) : step.heartbeat
          }
        },
      ),
    )
  })

  it('a line that is silent is given up within a bounded number of timers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 60_000 }),
        fc.array(fc.nat(120_000), { minLength: 20, maxLength: 20 }),
        (everyMs, lateness) => {
          let beat = beginHeartbeat(0, everyMs)
          const acts = lateness.map((lateMs) => {
            const step = tick(beat, dueAt(beat) + lateMs)
            beat = step.heartbeat
            return step.act
          })
          expect(acts).toContain('dead')
        },
      ),
    )
  })
})
