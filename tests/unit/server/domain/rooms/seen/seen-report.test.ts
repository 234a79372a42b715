import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ServerEvent } from '#shared/schemas/frames'
import { SeenReport } from '~~/server/domain/rooms/seen/seen-report'
import { RecordingPeer } from '~~/tests/support/recording-peer'

const MEMBERS = ['ada', 'bob', 'eve', 'mia']

/** Ada, Bob and Eve are in the room; Mia is connected and elsewhere. Eve hides what she has read. */
function setUp(members: readonly string[] | null = MEMBERS) {
  const told: [string, ServerEvent][] = []
  const asked: string[] = []
  const peers = new Map(MEMBERS.map((id) => {
    const peer = new RecordingPeer('app', id)
    if (id !== 'mia') peer.rooms.add('r1')
    return [id, peer]
  }))
  const report = new SeenReport({
    rooms: {
      members: async (room) => {
        asked.push(room)
        return members && new Set(members)
      },
    },
    people: {
      find: async id => ({
        id,
        name: id,
        handle: id,
        role: 'member',
        status: '',
        picture: null,
        disabled: false,
        hidesPresence: false,
        hidesReading: id === 'eve',
      }),
    },
    hub: { receivers: room => [...peers.values()].filter(({ rooms }) => rooms.has(room)).length },
    of: user => [peers.get(user)].filter(peer => peer !== undefined),
    tell: (user, event) => void told.push([user, event]),
  })
  return { report, told, asked, enters: (user: string, room = 'r1') => void peers.get(user)?.rooms.add(room) }
}

const seen = (...people: [string, number][]) => ({
  type: 'seen',
  room: 'r1',
  people: people.map(([id, seq]) => ({ id, seq })),
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('who has read', () => {
  it('is sent once per second to the other members who are in the room', async () => {
    const { report, told } = setUp()
    for (let seq = 1; seq <= 50; seq++) report.heard('r1', 'ada', seq)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told).toEqual([['bob', seen(['ada', 50])]])
    report.heard('r1', 'bob', 7)
    report.heard('r1', 'mia', 3)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told.slice(1)).toEqual([['ada', seen(['bob', 7], ['mia', 3])], ['bob', seen(['mia', 3])]])
  })

  // A member who comes in right after the report asks the database, which did not have the mark: "seen" never came.
  it('is sent once more where the mark may not have been stored when a member came in', async () => {
    const { report, told, enters } = setUp()
    report.heard('r1', 'ada', 1)
    await vi.advanceTimersByTimeAsync(900)
    report.heard('r1', 'ada', 2)
    await vi.advanceTimersByTimeAsync(100)
    enters('mia')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told).toEqual([['bob', seen(['ada', 2])], ['bob', seen(['ada', 2])], ['mia', seen(['ada', 2])]])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is sent of a moment ago to the first who comes in here, since others read in other processes', async () => {
    const { report, told, enters } = setUp()
    report.heard('r2', 'bob', 4)
    enters('mia', 'r2')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told).toEqual([['mia', { ...seen(['bob', 4]), room: 'r2' }]])
  })

  it('is sent neither of nor to a user who hides it', async () => {
    const { report, told } = setUp()
    report.heard('r1', 'eve', 9)
    report.heard('r1', 'ada', 9)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told).toEqual([['bob', seen(['ada', 9])]])
  })

  it('is sent of members only', async () => {
    const { report, told } = setUp(['ada', 'bob'])
    report.heard('r1', 'mia', 9)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told).toEqual([])
  })

  it('is not sent in a large room', async () => {
    const { report, told } = setUp(null)
    report.heard('r1', 'ada', 9)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told).toEqual([])
  })

  it('costs no question for the members of a room that nobody here is in, and is forgotten soon', async () => {
    const { report, asked } = setUp()
    report.heard('r2', 'ada', 9)
    await vi.advanceTimersByTimeAsync(2_000)
    expect([asked, vi.getTimerCount()]).toEqual([[], 0])
  })
})
