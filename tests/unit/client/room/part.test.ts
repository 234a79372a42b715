import { describe, expect, it } from 'vitest'
import type { HistoryPage } from '#shared/schemas/http'
import {
  PART_MAX, joinedWith, oldestPart, partOf, withChanges, withNewer, withOlder, type Part,
} from '~/client/room/part'
import { EMPTY_TIMELINE, applyChanges, applyEntries, applyJoined, type Timeline } from '~/client/room/timeline'
import { BOB, messageEvent, messages } from '../support/setup'

const tail: Timeline = applyJoined(EMPTY_TIMELINE, {
  epoch: 'e1',
  head: 5_000,
  mode: 'reset',
  page: messages(4_951, 5_000),
  older: true,
})
const page = (from: number, to: number, over: Partial<HistoryPage> = {}): HistoryPage => (
  { room: 'channel_1', epoch: 'e1', messages: messages(from, to), older: from > 1, newer: to < 5_000, ...over }
)
const deletion = (target: number) =>
  ({ type: 'delete', room: 'channel_1', seq: 5_001, id: 'd', author: BOB, at: 1, target }) as const
const seqs = (list: Pick<Part, 'messages'> | null) => list?.messages.map(({ seq }) => seq)
const numbers = (from: number, to: number) => messages(from, to).map(({ seq }) => seq)

function part(from = 951, to = 1_050): Part {
  const made = partOf(page(from, to), tail, 5_000)
  if (!made) throw new Error('The page was not taken.')
  return made
}

describe('a part of the log around a reader', () => {
  it('goes from its first message to its last, and on in both directions', () => {
    expect(part()).toMatchObject({ from: 951, upTo: 1_050, older: true })
    const next = withNewer(withOlder(part(), tail, 951, page(901, 950)), tail, 1_050, page(1_051, 1_100), 5_000)
    expect(seqs(next)).toEqual(numbers(901, 1_100))
    expect(next).toMatchObject({ from: 901, upTo: 1_100 })
  })

  it('is of the log that the client follows', () =>
    expect(partOf(page(1, 50, { epoch: 'e0' }), tail, 5_000)).toBeNull())

  it('takes no page that would leave a gap, or that comes twice', () => {
    const once = withNewer(part(), tail, 1_050, page(1_051, 1_100), 5_000)
    expect(withNewer(once, tail, 1_050, page(1_051, 1_100), 5_000)).toBe(once)
    expect(withNewer(part(), tail, 1_200, page(1_201, 1_250), 5_000)).toEqual(part())
    const above = part()
    expect(withOlder(above, tail, 901, page(851, 900))).toBe(above)
  })

  it('has nothing that the stream has not brought: it comes with the stream', () => {
    const early = partOf(page(4_990, 5_003, { newer: false }), tail, 5_000)
    expect(seqs(early)).toEqual(numbers(4_990, 5_000))
    expect(early?.upTo).toBe(5_000)
  })

  it('goes as far as the client had heard when it asked for the last page, though nothing stands there', () => {
    expect(partOf(page(4_990, 4_995, { newer: false }), tail, 4_998)?.upTo).toBe(4_998)
  })

  it('has the changes that came before and after it', () => {
    const changed = applyChanges(tail, [deletion(1_000)])
    expect(seqs(partOf(page(999, 1_001), changed, 5_000))).toEqual([999, 1_001])
    expect(seqs(withChanges(part(999, 1_001), changed))).toEqual([999, 1_001])
  })

  it('holds so many messages, those around the reader', () => {
    let down = part(1, 100)
    for (let at = 100; at < 2_000; at += 50) down = withNewer(down, tail, at, page(at + 1, at + 50), 5_000)
    expect(down).toMatchObject({ from: 2_001 - PART_MAX, upTo: 2_000, older: true })
    expect(seqs(down)).toEqual(numbers(2_001 - PART_MAX, 2_000))
    let up = down
    for (let at = up.from; at > 501; at -= 50) up = withOlder(up, tail, at, page(at - 50, at - 1))
    expect(up).toMatchObject({ from: 501, upTo: 500 + PART_MAX })
  })
})

describe('a part that comes down to the list', () => {
  it('is one list with it, each message once, without what was deleted meanwhile', () => {
    const { timeline } = applyEntries(tail, [{ ...deletion(4_960), seq: 5_001 }, messageEvent(5_002)])
    const whole = joinedWith(withNewer(part(4_900, 4_949), tail, 4_949, page(4_950, 4_999), 5_000), timeline)
    expect(seqs(whole)).toEqual([...numbers(4_900, 4_959), ...numbers(4_961, 5_000), 5_002])
    expect(whole).toMatchObject({ from: 4_900, older: true, position: { seq: 5_002 } })
  })

  it('is none while messages are missing between them', () => {
    expect(joinedWith(part(4_900, 4_949), tail)).toBeNull()
    expect(joinedWith(part(4_900, 4_950), tail)).not.toBeNull()
  })

  it('begins anew above a list that became too long', () => {
    const long = { ...tail, messages: messages(1, 5_000), from: 1, older: false }
    expect(oldestPart(long)).toMatchObject({ from: 1, upTo: PART_MAX, older: false })
  })
})
