import { describe, expect, it } from 'vitest'
import type { LogEvent } from '#shared/events'
import { Recent } from '../../../../../server/core/hub/recent'
import { UnreadMentions } from '../../../../../server/core/hub/unread-mentions'
import { encodeLogEvent } from '../../../../../server/core/wire/encode'

const ADA = { id: 'u_ada', name: 'Ada', role: 'member' } as const
const BOB = { id: 'u_bob', name: 'Bob' }
const OF_ADA = [{ id: ADA.id, handle: 'ada' }]

const said = (seq: number, mentions?: typeof OF_ADA): LogEvent => ({
  type: 'message', room: 'a', seq, id: `m${seq}`, author: BOB, at: seq, text: 'text', ...mentions && { mentions },
})
const deleted = (seq: number, target: number): LogEvent => ({
  type: 'delete', room: 'a', seq, id: `m${seq}`, author: BOB, at: seq, target,
})

function setUp({ base = 0, mark = 0, user = ADA as typeof ADA | typeof BOB, answer = [] as number[] } = {}) {
  const recent = new Recent(base, 100, 100_000)
  const room = { id: 'a', written: base, recent }
  let asked = 0
  const mentions = new UnreadMentions(mark, room, user, async () => {
    asked++
    return answer
  })
  const hear = (...events: LogEvent[]) => {
    for (const event of events) recent.push(encodeLogEvent(event))
    room.written = recent.last
    recent.settle(recent.last)
  }
  return { mentions, room, hear, asked: () => asked }
}

describe('which unread messages mention a user', () => {
  it('is known from memory where nothing mentions them', async () => {
    const { mentions, hear, asked } = setUp({ base: 3, mark: 5 })
    hear(said(4, OF_ADA), said(5), said(6))
    await mentions.read()
    expect([mentions.upTo(6), asked()]).toEqual([[], 0])
  })

  it('is asked of the database where memory does not reach back to the mark, or something mentions them', async () => {
    for (const { base, events } of [{ base: 3, events: [said(4)] }, { base: 0, events: [said(1, OF_ADA)] }]) {
      const { mentions, room, hear, asked } = setUp({ base, answer: [1] })
      hear(...events)
      expect(mentions.upTo(room.written)).toBeNull()
      await mentions.read()
      expect([mentions.upTo(room.written), asked()]).toEqual([[1], 1])
    }
  })

  it('is asked again only where what came meanwhile may change it', async () => {
    const { mentions, hear } = setUp({ base: 3, answer: [2] })
    hear(said(4))
    await mentions.read()
    hear(said(5))
    expect(mentions.upTo(5)).toEqual([2])
    hear(deleted(6, 2))
    expect(mentions.upTo(6)).toBeNull()
  })

  it('is nothing for a guest, who has no handle', async () => {
    const { mentions, asked } = setUp({ base: 9, user: BOB })
    await mentions.read()
    expect([mentions.upTo(9), asked()]).toEqual([[], 0])
  })
})
