import { describe, expect, it } from 'vitest'
import type { HistoryPage, HistoryPlace } from '#shared/schemas/http'
import { createLoaded } from '~/client/room/loaded'
import { EMPTY_TIMELINE, applyChanges, applyJoined } from '~/client/room/timeline'
import { BOB, messages } from '../support/setup'
// It comes when it is needed; here it is there.
import '~/client/room/part'

const HEAD = 6_000

/** A room of 6,000 messages of which the newest page is there; the test answers what is asked. */
function world() {
  const asked: { place: HistoryPlace, answer: (page: HistoryPage | null) => void }[] = []
  let mark: number | null = null
  const loaded = createLoaded({
    fetchPage: place => new Promise(answer => asked.push({ place, answer })),
    mark: () => mark,
    changed: () => {},
  })
  const reset = (head = HEAD) => applyJoined(
    loaded.tail(), { epoch: 'e1', head, mode: 'reset', page: messages(head - 49, head), older: true },
  )
  loaded.become(reset())
  /** Answers the request that is on its way, and says what it asked for. */
  async function answer(from: number, to: number): Promise<HistoryPlace | undefined> {
    const one = asked.shift()
    one?.answer({ room: 'channel_1', epoch: 'e1', messages: messages(from, to), older: from > 1, newer: to < HEAD })
    await new Promise(setImmediate)
    return one?.place
  }
  const ends = () => [loaded.shown().messages[0]?.seq, loaded.shown().messages.at(-1)?.seq]
  return { loaded, asked, answer, reset, ends, read: (seq: number) => void (mark = seq) }
}

describe('what is loaded of a room', () => {
  it('is shown around a place with one request, and is one list again where it comes down to the newest', async () => {
    const { loaded, answer, ends } = world()
    void loaded.openAt(5_900)
    expect(await answer(5_826, 5_925)).toEqual({ around: 5_900 })
    expect(ends()).toEqual([5_826, 5_925])
    void loaded.loadNewer()
    expect(await answer(5_926, 5_975)).toEqual({ after: 5_925 })
    expect(loaded.part()).toBeNull()
    expect(ends()).toEqual([5_826, HEAD])
  })

  it('is the newest once the user wants that, whatever is on its way', async () => {
    const { loaded, answer, ends } = world()
    const shown = loaded.openAt(100)
    loaded.toNewest()
    await answer(51, 150)
    expect(await shown).toBe(false)
    expect(ends()).toEqual([HEAD - 49, HEAD])
  })

  // The page was read before edits and deletions that the new list does not tell of: a deleted message came back.
  it('has no older page that was asked for before the list was replaced', async () => {
    const { loaded, answer, reset, ends } = world()
    void loaded.loadOlder()
    loaded.become(reset(), true)
    await answer(HEAD - 99, HEAD - 50)
    expect(ends()).toEqual([HEAD - 49, HEAD])
    void loaded.loadOlder()
    await answer(HEAD - 99, HEAD - 50)
    expect(ends()).toEqual([HEAD - 99, HEAD])
  })

  it('has no page around a place that was asked for before the list was replaced, and asks for it once more', async () => {
    const { loaded, answer, reset, ends } = world()
    const shown = loaded.openAt(100)
    loaded.become(reset(), true)
    expect(await answer(40, 139)).toEqual({ around: 100 })
    expect(ends()).toEqual([HEAD - 49, HEAD])
    expect(await answer(51, 150)).toEqual({ around: 100 })
    expect([await shown, ends()]).toEqual([true, [51, 150]])
  })

  it('leads to the place that the user asked for, though the list was replaced meanwhile', async () => {
    const { loaded, asked, answer, reset, ends } = world()
    void loaded.openAt(100)
    await answer(51, 150)
    const shown = loaded.openAt(3_000)
    loaded.become(reset(), true)
    await answer(2_951, 3_050)
    expect(await answer(2_951, 3_050)).toEqual({ around: 3_000 })
    expect([await shown, ends(), asked]).toEqual([true, [2_951, 3_050], []])
  })

  it('is read anew where the user is, if the place that they asked for can not be had', async () => {
    const { loaded, asked, answer, reset, ends } = world()
    void loaded.openAt(100)
    await answer(51, 150)
    const shown = loaded.openAt(3_000)
    loaded.become(reset(), true)
    asked.shift()?.answer(null)
    expect(await shown).toBe(false)
    expect(await answer(51, 150)).toEqual({ around: 101 })
    expect([ends(), loaded.surePart()]).toEqual([[51, 150], loaded.part()])
  })

  it('has no newer page that was asked for before the list was replaced', async () => {
    const { loaded, answer, reset, ends } = world()
    void loaded.openAt(100)
    await answer(51, 150)
    void loaded.loadNewer()
    loaded.become(reset(), true)
    await answer(151, 200)
    expect(ends()).toEqual([51, 150])
    expect(await answer(51, 150)).toEqual({ around: 101 })
    expect(ends()).toEqual([51, 150])
  })

  it('is read anew where the user reads, since the list was replaced and changes may be missing', async () => {
    const { loaded, answer, reset, ends, read } = world()
    void loaded.openAt(100)
    await answer(51, 150)
    read(120)
    loaded.become(reset(HEAD), true)
    expect([ends(), loaded.surePart()]).toEqual([[51, 150], null])
    expect(await answer(71, 170)).toEqual({ around: 120 })
    expect([ends(), loaded.surePart()]).toEqual([[71, 170], loaded.part()])
  })

  it('is the newest where that can not be had, and of another log in any case', async () => {
    const { loaded, asked, answer, reset, ends } = world()
    void loaded.openAt(100)
    await answer(51, 150)
    loaded.become(reset(), true)
    asked.shift()?.answer(null)
    await expect.poll(() => loaded.part()).toBeNull()
    expect(ends()).toEqual([HEAD - 49, HEAD])
    void loaded.openAt(100)
    await answer(51, 150)
    loaded.become(applyJoined(EMPTY_TIMELINE, { epoch: 'e2', head: 1, mode: 'reset', page: messages(1, 1) }), true)
    expect(ends()).toEqual([1, 1])
  })

  it('has the changes of the stream in both', async () => {
    const { loaded, answer } = world()
    void loaded.openAt(100)
    await answer(51, 150)
    const gone = (target: number) =>
      ({ type: 'delete', room: 'channel_1', seq: HEAD + 1, id: `d${target}`, author: BOB, at: 1, target }) as const
    loaded.become(applyChanges(loaded.tail(), [gone(100), gone(HEAD)]))
    expect(loaded.shown().messages.some(({ seq }) => seq === 100)).toBe(false)
    expect(loaded.tail().messages.at(-1)?.seq).toBe(HEAD - 1)
  })

  it('is bounded however far the user goes up: the upper part is shown then, and the newest are kept', async () => {
    const { loaded, answer, ends } = world()
    for (let before = HEAD - 49; before > 1_500; before -= 50) {
      void loaded.loadOlder()
      expect(await answer(before - 50, before - 1)).toEqual({ before })
    }
    const [first = 0, last = 0] = ends()
    expect(first).toBeLessThan(1_551)
    expect(last - first).toBeLessThan(1_000)
    expect(loaded.tail().messages).toHaveLength(1_000)
  })
})
