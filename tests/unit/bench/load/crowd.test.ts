import { describe, expect, it } from 'vitest'
import { addUp } from '../../../../bench/load/crowd.mjs'
import { histogram } from '../../../../bench/load/histogram.mjs'
import type { Status } from '../../../../bench/load/worker.mjs'
import { WIRES } from '../../../../bench/load/wires.mjs'

const sample = { messages: 10, payload: 2500, digest: 5, gaps: 0, disorder: 0, frames: 4, reads: 5, order: 77 }

function status(change: Partial<Status> = {}): Status {
  return {
    open: 3,
    bytes: 8000,
    payload: 7500,
    least: 2500,
    most: 2500,
    digests: [[5, 3]],
    samples: [sample],
    latency: [...histogram()],
    ...change,
  }
}

describe('what a crowd saw', () => {
  it('is counted in bytes, by what a message weighs for those who read it', () => {
    const seen = addUp([status(), status()], WIRES.app)
    expect(seen).toMatchObject({
      open: 6,
      deliveries: 60,
      least: 10,
      most: 10,
      bytes: 16_000,
      gaps: 0,
      ordered: true,
      agreed: true,
      frames: 4,
      reads: 5,
    })
  })

  it('needs no reading client where each message is a frame of known size', () => {
    const { frameBytes } = WIRES.plain
    const payload = 30 * (frameBytes ?? 0)
    expect(
      addUp([status({ samples: [], payload, least: payload / 3, most: payload / 3 })], WIRES.plain),
    ).toMatchObject({ deliveries: 30, least: 10, most: 10 })
  })

  it('shows the one client that missed a message', () => {
    const seen = addUp([status(), status({ payload: 7250, least: 2250 })], WIRES.app)
    expect(seen.deliveries).toBe(59)
    expect(Math.round(seen.least)).toBe(9)
    expect(Math.round(seen.most)).toBe(10)
  })

  it('is counted by the frames that it came in where they are compressed, for each process of the server by those who read there', () => {
    const other = { ...sample, digest: 6, messages: 9 }
    const seen = addUp(
      [
        status({
          samples: [sample, other],
          digests: [
            [5, 2],
            [6, 1],
          ],
        }),
        status({ samples: [], digests: [[6, 3]] }),
      ],
      WIRES.deflated,
    )
    expect(seen).toMatchObject({ deliveries: 2 * 10 + 4 * 9, least: 9, most: 10 })
  })

  it('assumes nothing of a client that got other frames than all clients that read them', () => {
    expect(
      addUp(
        [
          status({
            digests: [
              [5, 2],
              [7, 1],
            ],
          }),
        ],
        WIRES.deflated,
      ),
    ).toMatchObject({ deliveries: 20, least: 0, most: 10 })
  })

  it('shows that two clients saw another order', () => {
    expect(addUp([status(), status({ samples: [{ ...sample, order: 78 }] })], WIRES.app)).toMatchObject({
      ordered: true,
      agreed: false,
    })
    expect(addUp([status(), status({ samples: [{ ...sample, disorder: 1 }] })], WIRES.app).ordered).toBe(false)
  })

  it('is nothing before anything was sent', () => {
    const none = { messages: 0, payload: 0, digest: 0, gaps: 0, disorder: 0, frames: 0, reads: 0, order: 0 }
    expect(addUp([status({ bytes: 0, payload: 0, least: 0, most: 0, samples: [none] })], WIRES.app)).toMatchObject({
      deliveries: 0,
      least: 0,
      most: 0,
    })
  })
})
