import { describe, expect, it } from 'vitest'
import type { ServerEvent } from '#shared/schemas/frames'
import type { ControlMessage } from '~~/server/core/bus/bus'
import { ReadMarks } from '~~/server/domain/rooms/read-marks'
import type { MarkOf } from '~~/server/domain/rooms/reading'
import { MemoryLog } from '~~/tests/support/memory-log'
import { RecordingPeer } from '~~/tests/support/recording-peer'
import { directoryOf } from '~~/tests/support/room-directory'

const ADA = { id: 'u_reader', name: 'Ada', session: 's_1' }
const MEMBER = { state: 'member', role: 'member' } as const

/** @param known the head that this process knows; the log has ten messages */
async function setUp(known = 10) {
  const log = new MemoryLog()
  log.add('channel_1', 10)
  log.add('secret', 10)
  const marks: MarkOf[] = []
  const said: ControlMessage[] = []
  const seen: [string, string, number][] = []
  const told: { user: string, event: ServerEvent, except: unknown }[] = []
  const rooms = directoryOf([
    { id: 'channel_1', kind: 'channel', title: 'One' }, { id: 'secret', kind: 'private', title: 'Secret' },
  ], { secret: { u_grace: MEMBER } })
  await rooms.start()
  const peers = [new RecordingPeer('app', ADA.id), new RecordingPeer('app', ADA.id)]
  const readMarks = new ReadMarks({
    rooms, log,
    hub: { heads: async () => [{ epoch: 'e1', lastSeq: known }] },
    bus: { control: message => void said.push(message) },
    marks: { add: mark => void marks.push(mark) },
    count: async (person, room, seq) => ({ head: 10, unread: await log.countAfter(room, seq, person) }),
    mentions: async () => [],
    of: user => user === ADA.id ? peers : [],
    tell: (user, event, except) => void told.push({ user, event, except }),
    onSeen: (...of) => void seen.push(of),
  })
  return { readMarks, marks, said, seen, told, peers, peer: peers[0] ?? new RecordingPeer('app', ADA.id) }
}

describe('what a client says its user has read', () => {
  it('is kept, and sent to the other devices with what is unread after it', async () => {
    const { readMarks, marks, said, seen, told, peer } = await setUp()
    await readMarks.read(ADA, 'channel_1', { seq: 7, generation: 1 }, peer)
    const mark = { room: 'channel_1', seq: 7, generation: 1 }
    expect(marks).toEqual([{ person: ADA.id, ...mark }])
    expect(said).toEqual([{ type: 'read', person: ADA.id, ...mark }])
    expect(seen).toEqual([['channel_1', ADA.id, 7]])
    await expect
      .poll(() => told)
      .toEqual([{ user: ADA.id, event: { type: 'read', ...mark, unread: 3, head: 10 }, except: peer }])
  })

  // The server took any number: all that would ever be written was read.
  it('is lowered to the head of the log', async () => {
    const { readMarks, marks, said, peer } = await setUp()
    await readMarks.read(ADA, 'channel_1', { seq: 1_000_000, generation: 0 }, peer)
    expect(marks).toMatchObject([{ seq: 10 }])
    expect(said).toMatchObject([{ seq: 10 }])
  })

  it('is judged by the log where this process is a moment behind it', async () => {
    const { readMarks, marks, peer } = await setUp(4)
    await readMarks.read(ADA, 'channel_1', { seq: 9, generation: 0 }, peer)
    expect(marks).toMatchObject([{ seq: 9 }])
  })

  it('is refused of a room that the user may not read, also where it was not loaded yet', async () => {
    const { readMarks, marks, said, peer } = await setUp()
    await expect(readMarks.read(ADA, 'secret', { seq: 3, generation: 0 }, peer)).rejects.toMatchObject({
      code: 'not_found',
    })
    await readMarks.read({ id: 'u_grace', name: 'Grace', session: 's_2' }, 'secret', { seq: 3, generation: 0 }, peer)
    expect(marks).toEqual([{ person: 'u_grace', room: 'secret', seq: 3, generation: 0 }])
    expect(said).toHaveLength(1)
  })

  it('is not kept of a guest without a stored profile', async () => {
    const { readMarks, marks, said, told, peer } = await setUp()
    await readMarks.read({ id: 'u_guest', name: 'Guest' }, 'channel_1', { seq: 3, generation: 0 }, peer)
    expect([marks, said, told]).toEqual([[], [], []])
  })

  it('costs no count where no other device is there', async () => {
    const { readMarks, told, peers, peer } = await setUp()
    peers.length = 1
    await readMarks.read(ADA, 'channel_1', { seq: 3, generation: 0 }, peer)
    await new Promise<void>(resolve => setImmediate(resolve))
    expect(told).toEqual([])
  })
})
