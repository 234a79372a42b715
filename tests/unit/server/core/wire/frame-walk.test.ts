import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameWalk } from '../../../../../server/core/wire/frame-walk'
import { clientFrame } from '../../../../support/client-frame'

interface Frame { readonly opcode: number, readonly fin: boolean, readonly length: number }

const bytesOf = ({ length, ...frame }: Frame) => clientFrame({ ...frame, payload: Buffer.alloc(length, 0xFF) })

const isLight = ({ opcode, fin, length }: Frame) => opcode >= 8 || opcode === 0 || !fin || length === 0

const frame = fc.record({
  opcode: fc.constantFrom(0, 1, 2, 8, 9, 10),
  fin: fc.boolean(),
  length: fc.oneof(fc.integer({ min: 0, max: 130 }), fc.constantFrom(125, 126, 65_535, 65_536, 70_000)),
})

describe('frames', () => {
  it('are found and distinguished by their headers, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 30 }),
        (frames, cuts) => {
          const bytes = Buffer.concat(frames.map(bytesOf))
          const walk = new FrameWalk()
          const total = { frames: 0, light: 0 }
          for (let at = 0, cut = 0; at < bytes.length; cut++) {
            const size = cuts[cut] ?? 100_000
            const walked = walk.walk(bytes.subarray(at, at + size), Infinity)
            expect(walked.end).toBe(Math.min(size, bytes.length - at))
            total.frames += walked.frames
            total.light += walked.light
            at += size
          }
          expect(total).toEqual({ frames: frames.length, light: frames.filter(isLight).length })
        },
      ),
    )
  })

  it('are left for later when more begin than were asked for, cut between two of them', () => {
    const pong = bytesOf({ opcode: 10, fin: true, length: 0 })
    const bytes = Buffer.concat(Array.from({ length: 10_000 }, () => pong))
    const walk = new FrameWalk()
    expect(walk.walk(bytes, 64)).toEqual({ end: 64 * pong.length, frames: 64, light: 64 })
    expect(walk.walk(bytes.subarray(64 * pong.length), 64)).toEqual({ end: 64 * pong.length, frames: 64, light: 64 })
  })
})
