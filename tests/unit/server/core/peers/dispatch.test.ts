import { describe, expect, it } from 'vitest'
import { CLOSE } from '#shared/close-codes'
import type { Peer } from '../../../../../server/core/hub/peer'
import type { AddressRates } from '../../../../../server/platform/limits/address-rates/address-rates'
import type { Allowance } from '../../../../../server/platform/limits/send-limit'
import { ALLOWED } from '../../../../../server/platform/limits/send-limit-consume'
import {
  FRAMES_MAX, JOIN_WAIT_MAX_MS, PEER_COMMANDS_MAX, PEER_JOIN_BYTES, PEER_JOIN_WINDOW_MS, RATE_REFUSALS_MAX,
} from '../../../../../server/platform/limits/server-limits'
import { eventOf } from '../../../../../server/core/log/draft'
import { LogUnavailableError, type Appended, type EventDraft } from '../../../../../server/core/log/log'
import { Acks } from '../../../../../server/core/peers/acks'
import { Dispatcher } from '../../../../../server/core/peers/dispatch'
import { SerialQueue } from '../../../../../server/core/peers/serial-queue'
import { submit } from '../../../../../server/domain/commands/table'
import { MemoryLog } from '../../../../support/memory-log'
import { directoryOf } from '../../../../support/room-directory'
import { RecordingPeer } from '../../../../support/recording-peer'
import { waitFor } from '../../../../support/wait-for'

const ADA = { id: 'u_ada', name: 'Ada' }

interface Waiting { readonly draft: EventDraft, commit(): void, fail(error: Error): void }

function setUp(
  take: () => Promise<Allowance> = async () => ALLOWED,
  answered = 0,
  rates: Pick<AddressRates,
    'consume'> = { consume: () => 0 },
) {
  const waiting: Waiting[] = []
  let seq = 0
  const peer = new RecordingPeer('app', ADA.id)
  const joined: number[] = []
  peer.user = ADA
  const join = async (_peer: Peer, room: string, id: number) => {
    joined.push(id)
    peer.rooms.add(room)
    return answered
  }
  const rooms = directoryOf([{ id: 'channel_1', kind: 'channel', title: 'One' }])
  const append = (draft: EventDraft) => new Promise<Appended>((resolve, reject) => waiting.push({
    draft,
    commit: () => resolve({ event: eventOf(draft, ++seq), repeated: false }),
    fail: reject,
  }))
  const log = new MemoryLog()
  log.add('channel_1', 3)
  const commandDeps = {
    rooms, limit: { take }, log: Object.assign(log, { append }), bus: { publish: () => {} },
    hub: { deliver: () => {}, reaches: () => {} },
    handles: { find: async () => new Map() },
  }
  const dispatcher = new Dispatcher(peer, {
    execute: (command, caller) => submit(commandDeps, caller, command.type, command),
    requireReadable: async (user, room) => void await rooms.authorize(user, 'read', room),
    onRead: async () => {},
    onBeat: () => {},
    onActive: () => {},
    onWatch: () => {},
    onTyping: () => {},
    hub: {
      headsOf: () => ({ channel_1: seq }),
      join,
      leave: (_peer, room) => void peer.rooms.delete(room),
      listen: async () => ['theirs'],
    },
    acks: new Acks(),
    rates,
  })
  const queue = new SerialQueue<string>(
    text => dispatcher.handle(text),
    { items: 1_000, size: Infinity, sizeOf: () => 0 },
    { pause: () => {}, resume: () => {} },
  )
  const send = (count: number) => {
    for (let index = 0; index < count; index++)
      queue.push(JSON.stringify({ type: 'send', room: 'channel_1', clientId: `c${index}`, text: String(index) }))
  }
  const texts = () =>
    waiting.map(({ draft }) =>
      draft.type === 'delete' ? `delete ${draft.target}` : 'text' in draft ? draft.text : draft.type,
    )
  return { peer, dispatcher, joined, waiting, queue, send, texts }
}

const give = async (dispatcher: Dispatcher, text: string) =>
  void (dispatcher.answerPing(text) || await dispatcher.handle(text))

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index))

/** Lets so many through, then none; `letOne` lets the next one through all the same. */
function allowing(first: number) {
  let left = first
  return {
    take: async (): Promise<Allowance> =>
      left-- > 0 ? ALLOWED : { allowed: false, whose: 'sender', retryAfterMs: 1_000 },
    letOne: () => void (left = 1),
  }
}

// The count began anew with each acknowledgement, also with that of a message from before the refusals: on a slow disk
// a flood was never closed.
describe('who goes on sending above the rate limit', () => {
  it('is closed after so many refusals in a row, whenever earlier messages are acknowledged', async () => {
    const { peer, waiting, send } = setUp(allowing(1).take)
    send(RATE_REFUSALS_MAX)
    await waitFor(() => peer.events.length === RATE_REFUSALS_MAX - 1)
    waiting[0]?.commit()
    await waitFor(() => peer.events.some(event => event.type === 'ack'))
    expect(peer.policy).toBe(null)
    send(1)
    await waitFor(() => peer.policy === CLOSE.FLOOD)
  })

  it('begins anew with a message that the limit lets through', async () => {
    const { take, letOne } = allowing(0)
    const { peer, waiting, send } = setUp(take)
    send(RATE_REFUSALS_MAX - 1)
    await waitFor(() => peer.events.length === RATE_REFUSALS_MAX - 1)
    letOne()
    send(RATE_REFUSALS_MAX)
    await waitFor(() => peer.events.length === 2 * (RATE_REFUSALS_MAX - 1))
    expect(waiting.length).toBe(1)
    expect(peer.policy).toBe(null)
  })
})

// Only messages were counted: three thousand pings fit into one read of the socket, and a join may be answered with a
// megabyte.
describe('what a peer sends besides messages', () => {
  it.each([
    ['pings', () => '{"type":"ping"}'],
    ['joins', () => JSON.stringify({ type: 'join', id: 1, room: 'channel_1' })],
    [
      'joins of rooms that there are not',
      (index: number) => JSON.stringify({ type: 'join', id: 1, room: `r${index}` }),
    ],
    ['scraps between good frames', (index: number) => index % 2 === 0 ? '{' : '{"type":"ping"} '],
  ])('ends the connection when there is no end to it: %s', async (_what, frame) => {
    const { dispatcher, peer } = setUp()
    for (let index = 0; index < FRAMES_MAX; index++) await give(dispatcher, frame(index))
    expect(peer.policy).toBe(null)
    await give(dispatcher, frame(FRAMES_MAX))
    expect(peer.policy).toBe(CLOSE.FLOOD)
  })

  // A frame of 64 KiB that is no message costs 20 times as much as a ping, and 200 connections sent them as fast as
  // they could.
  it('counts long frames for more than short ones', async () => {
    const { dispatcher, peer } = setUp()
    const garbage = 'x'.repeat(60_000)
    let frames = 0
    for (; peer.policy === null && frames < FRAMES_MAX; frames++)
      await give(dispatcher, frames % 2 === 0 ? garbage : '{"type":"ping"} ')
    expect(peer.policy).toBe(CLOSE.FLOOD)
    expect(frames).toBeLessThan(50)
  })

  // Neither the rate limit nor anything else counted them.
  it.each([
    ['to rooms that there are not', { room: 'nowhere', text: 'hello' }],
    ['that are too long', { room: 'channel_1', text: 'x'.repeat(4_001) }],
  ])('ends the connection when there is no end to messages %s', async (_what, fields) => {
    const { dispatcher, peer } = setUp()
    for (let index = 0; index <= FRAMES_MAX; index++)
      await give(dispatcher, JSON.stringify({ type: 'send', clientId: `c${index}`, ...fields }))
    expect(peer.policy).toBe(CLOSE.FLOOD)
  })

  it('does not count its messages', async () => {
    const { waiting, send, peer } = setUp()
    send(FRAMES_MAX * 2)
    for (let done = 0; done < FRAMES_MAX * 2; done++) {
      await waitFor(() => waiting.length > done)
      waiting[done]?.commit()
    }
    expect(peer.policy).toBe(null)
  })
})

describe('the joins of one peer', () => {
  const join = (id: number, room = 'channel_1') => JSON.stringify({ type: 'join', id, room })

  it('are refused when they were answered too many bytes, with the time to wait', async () => {
    const { dispatcher, joined, peer } = setUp(undefined, PEER_JOIN_BYTES)
    for (const id of [1, 2, 3, 4]) await dispatcher.handle(join(id))
    expect(joined).toEqual([1, 2, 3])
    expect(peer.last('error')).toMatchObject({
      code: 'rate_limited',
      id: 4,
      room: 'channel_1',
      message: expect.stringContaining('join again'),
    })
    expect(peer.last('error')?.retryAfterMs).toBeGreaterThan(JOIN_WAIT_MAX_MS)
    expect(peer.last('error')?.retryAfterMs).toBeLessThanOrEqual(2 * PEER_JOIN_WINDOW_MS)
  })

  it('cost the connection nothing when they are its first', async () => {
    const { dispatcher, joined } = setUp(undefined, 10 * PEER_JOIN_BYTES)
    for (const id of [1, 2]) await dispatcher.handle(join(id))
    expect(joined).toEqual([1, 2])
  })

  it('are answered, the first in each room, also while the address has been answered too much', async () => {
    const { dispatcher, joined, peer } = setUp(undefined, 0, {
      consume: kind => kind === 'bytes' ? JOIN_WAIT_MAX_MS + 1 : 0,
    })
    await dispatcher.handle(join(1))
    await dispatcher.handle(join(2))
    expect(joined).toEqual([1])
    expect(peer.last('error')).toMatchObject({ code: 'rate_limited', id: 2 })
  })

  it('the joins of one peer that come after a leave are paid for', async () => {
    const { dispatcher, joined } = setUp(undefined, 3 * PEER_JOIN_BYTES)
    for (const id of [1, 2, 3]) {
      await dispatcher.handle(join(id))
      await dispatcher.handle(JSON.stringify({ type: 'leave', id, room: 'channel_1' }))
    }
    expect(joined).toEqual([1, 2])
  })

  it('charge their address for what they were answered', async () => {
    const charged: number[] = []
    const { dispatcher } = setUp(undefined, 1_234, {
      consume: (kind, _address, cost = 1) => (kind === 'bytes' && cost > 0 ? charged.push(cost) : 0, 0),
    })
    await dispatcher.handle(join(1))
    expect(charged).toEqual([1_234])
  })
})

describe('the messages of one peer', () => {
  it('go to the log together, without waiting for the commit of the one before', async () => {
    const { waiting, send, texts, peer } = setUp()
    send(20)
    await waitFor(() => waiting.length === 20)
    expect(texts()).toEqual(numbers(20))
    expect(peer.events).toEqual([])
  })

  it('keep their order also when the rate limit answers them out of step', async () => {
    let count = 0
    const { waiting, send, texts } = setUp(async () => {
      for (let turns = count++ % 3; turns < 3; turns++) await new Promise(resolve => setImmediate(resolve))
      return ALLOWED
    })
    send(20)
    await waitFor(() => waiting.length === 20)
    expect(texts()).toEqual(numbers(20))
  })

  it('are acknowledged in one frame when one commit holds them', async () => {
    const { waiting, send, peer } = setUp()
    send(10)
    await waitFor(() => waiting.length === 10)
    for (const { commit } of waiting) commit()
    await waitFor(() => peer.events.length > 0)
    expect(peer.events.map(event => event.type === 'ack' && [event.clientId, event.seq])).toEqual(
      numbers(10).map((text, index) => [`c${text}`, index + 1]),
    )
    expect(peer.writes).toBe(1)
  })

  it('wait in the socket while too many are on their way', async () => {
    const { waiting, send } = setUp()
    send(PEER_COMMANDS_MAX + 3)
    await waitFor(() => waiting.length === PEER_COMMANDS_MAX)
    await new Promise(resolve => setImmediate(resolve))
    expect(waiting.length).toBe(PEER_COMMANDS_MAX)
    waiting[0]?.commit()
    waiting[1]?.fail(new LogUnavailableError('The disk is full.'))
    await waitFor(() => waiting.length === PEER_COMMANDS_MAX + 2)
  })

  it('fail alone, each with an error that names it', async () => {
    const { waiting, send, peer } = setUp()
    send(3)
    await waitFor(() => waiting.length === 3)
    waiting[0]?.commit()
    waiting[1]?.fail(new LogUnavailableError('The disk is full.'))
    waiting[2]?.commit()
    await waitFor(() => peer.events.length === 3)
    expect(peer.last('error')).toMatchObject({ code: 'unavailable', room: 'channel_1', clientId: 'c1' })
    expect(peer.events.flatMap(event => event.type === 'ack' ? [event.clientId] : [])).toEqual(['c0', 'c2'])
  })

  it('are all on their way before a leave that came after them is done', async () => {
    const { waiting, send, queue, peer } = setUp()
    send(5)
    queue.push(JSON.stringify({ type: 'leave', id: 7, room: 'channel_1' }))
    await waitFor(() => peer.last('left') !== undefined)
    expect(waiting.length).toBe(5)
  })
})

describe('a message in which there is nothing to see', () => {
  it('is refused as empty, and not as a broken frame', async () => {
    const { peer, dispatcher, waiting } = setUp()
    await dispatcher.handle(JSON.stringify({ type: 'send', room: 'channel_1', clientId: 'c', text: '\u200B' }))
    expect(peer.events.at(-1)).toMatchObject({ type: 'error', code: 'empty', clientId: 'c' })
    expect(waiting).toHaveLength(0)
  })
})

describe('the commands of one peer', () => {
  function command(fields: object, index: number): string {
    return JSON.stringify({ room: 'channel_1', clientId: `c${index}`, ...fields })
  }

  // An edit reads its message first, which takes a while; what was sent after it must not pass it.
  it('go to the log in the order in which they came, whatever each has to look up first', async () => {
    const { waiting, queue, texts } = setUp()
    const given = [
      { type: 'send', text: 'one' },
      { type: 'edit', target: 1, text: 'two' },
      { type: 'send', text: 'three' },
      { type: 'delete', target: 2 },
      { type: 'send', text: 'five' },
    ]
    for (const [index, fields] of given.entries()) queue.push(command(fields, index))
    await waitFor(() => waiting.length === given.length)
    expect(texts()).toEqual(['one', 'two', 'three', 'delete 2', 'five'])
  })

  it('are those of the user of the connection, whomever else their fields name', async () => {
    const { dispatcher, waiting } = setUp()
    const eve = { id: 'eve', name: 'Eve' }
    const foreign = { author: eve, author_id: eve.id, user: eve, person: eve.id, at: 1, seq: 1, access: 9, role: 'owner' }
    await dispatcher.handle(command({ type: 'send', text: 'mine', ...foreign }, 1))
    await dispatcher.handle(command({ type: 'edit', target: 1, text: 'mine', ...foreign }, 2))
    await waitFor(() => waiting.length === 2)
    for (const { draft } of waiting) {
      expect(draft).toMatchObject({ author: ADA, at: expect.toSatisfy((at: number) => at > 1), access: 0 })
      expect(JSON.stringify(draft)).not.toMatch(/eve|owner|"seq"/i)
    }
  })

  it('are acknowledged each under its own client id', async () => {
    const { waiting, queue, peer } = setUp()
    queue.push(command({ type: 'edit', target: 1, text: 'better' }, 1))
    queue.push(command({ type: 'delete', target: 1 }, 2))
    await waitFor(() => waiting.length === 2)
    for (const { commit } of waiting) commit()
    await waitFor(() => peer.events.length === 2)
    const acks = [{ type: 'ack', clientId: 'c1', seq: 1 }, { type: 'ack', clientId: 'c2', seq: 2 }]
    expect(peer.events).toMatchObject(acks)
  })

  it.each([
    ['of a message that is not there', { type: 'edit', target: 9, text: 'x' }, 'not_found'],
    ['with nothing to see', { type: 'edit', target: 1, text: ' ' }, 'empty'],
    ['with a text that is too long', { type: 'edit', target: 1, text: 'x'.repeat(4_001) }, 'too_long'],
    ['without a target', { type: 'delete' }, 'bad_frame'],
  ])('are refused, named by their client id: one %s', async (_what, fields, code) => {
    const { dispatcher, peer, waiting } = setUp()
    await dispatcher.handle(command(fields, 1))
    expect(peer.last('error')).toMatchObject({ code, clientId: 'c1', room: 'channel_1' })
    expect(waiting).toHaveLength(0)
  })
})
