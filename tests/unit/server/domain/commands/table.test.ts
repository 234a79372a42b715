import { describe, expect, it } from 'vitest'
import { COMMAND_KINDS, COMMAND_NAMES, type Command } from '#shared/commands'
import type { KnownEvent } from '#shared/events'
import { Tally } from '../../../../../server/core/metrics/tally'
import { COMMANDS, execute, submit } from '../../../../../server/domain/commands/table'
import { ALLOWED } from '../../../../../server/platform/limits/send-limit-consume'
import { MemoryLog } from '../../../../support/memory-log'
import { directoryOf } from '../../../../support/room-directory'

const ROOM = 'channel_1'
const ADA = { user: { id: 'u_ada', name: 'Ada' }, address: '192.0.2.1' }
const REFUSED = { allowed: false, whose: 'sender', retryAfterMs: 1_000 } as const
const EVE = { user: { id: 'u_eve', name: 'Eve' }, address: '192.0.2.2' }

/** A room with three messages of Ada's. */
function setUp(allowed = Infinity) {
  const log = new MemoryLog()
  log.add(ROOM, 3)
  const order: string[] = []
  const delivered: KnownEvent[] = []
  const published: KnownEvent[] = []
  const reached: number[] = []
  const tally = new Tally()
  const message = log.message.bind(log)
  const deps = {
    log: Object.assign(log, {
      message: (room: string, seq: number) => {
        order.push('target')
        return message(room, seq)
      },
    }),
    rooms: directoryOf([
      { id: ROOM, kind: 'channel', title: 'One' },
      { id: 'staff', kind: 'private', title: 'Staff' },
    ]),
    limit: {
      take: async () => {
        order.push('rate')
        return order.filter(phase => phase === 'rate').length <= allowed ? ALLOWED : REFUSED
      },
    },
    hub: {
      deliver: (_room: string, events: readonly unknown[]) => void delivered.push(...events.filter(isKnown)),
      reaches: (_room: string, seq: number) => void reached.push(seq),
    },
    handles: { find: async () => new Map() },
    bus: { publish: (_room: string, events: readonly unknown[]) => void published.push(...events.filter(isKnown)) },
    tally,
  }
  return { deps, log, order, delivered, published, reached, tally }
}

const isKnown = (event: unknown): event is KnownEvent => typeof event === 'object' && event !== null && 'id' in event

describe('the table of commands', () => {
  it('has each command of the contract, under its name and with its schema', () => {
    expect(Object.keys(COMMANDS)).toEqual(COMMAND_NAMES)
    for (const name of COMMAND_NAMES) {
      expect(COMMANDS[name].name).toBe(name)
      expect(COMMANDS[name].schema).toBe(COMMAND_KINDS[name].schema)
    }
  })

  it('makes one event of each command, delivers and publishes it, and counts it by its kind', async () => {
    const { deps, log, delivered, published, tally } = setUp()
    const given: Command[] = [
      { type: 'send', room: ROOM, clientId: 'c1', text: 'hello' },
      { type: 'edit', room: ROOM, clientId: 'c2', target: 1, text: 'better' },
      { type: 'delete', room: ROOM, clientId: 'c3', target: 2 },
    ]
    for (const command of given) {
      const { type, ...input } = COMMAND_KINDS[command.type].schema.parse(command)
      await execute(deps, ADA, command.type, command)
      expect(input.clientId).toBe(delivered.at(-1)?.clientId)
    }
    expect(delivered).toMatchObject([
      { type: 'message', seq: 4, text: 'hello' },
      { type: 'edit', seq: 5, target: 1, text: 'better' },
      { type: 'delete', seq: 6, target: 2 },
    ])
    expect(published).toEqual(delivered)
    expect(log.messages(ROOM).map(({ text }) => text)).toEqual(['better', 'text 3', 'hello'])
    expect([...tally.acknowledged.entries()]).toEqual([['send', 1], ['edit', 1], ['delete', 1]])
  })

  it('asks for permission first, then for the rate, then for the message', async () => {
    const { deps, order } = setUp(1)
    await execute(deps, ADA, 'edit', { room: ROOM, target: 1, text: 'better' })
    expect(order).toEqual(['rate', 'target'])
    await expect(submit(deps, ADA, 'delete', { room: 'staff', target: 1 })).rejects.toMatchObject({ code: 'not_found' })
    await expect(submit(deps, ADA, 'delete', { room: ROOM, target: 1 })).rejects.toMatchObject({ code: 'rate_limited' })
    expect(order).toEqual(['rate', 'target', 'rate'])
  })
})

describe.each(['edit', 'delete'] as const)('the command %s', (name) => {
  const input = (target: number, clientId?: string) => ({ room: ROOM, target, text: 'better', clientId })

  it('is refused for a message of another user, and for one that is not there', async () => {
    const { deps, log, tally } = setUp()
    await expect(submit(deps, EVE, name, input(1))).rejects.toMatchObject({ code: 'forbidden' })
    const unknown = { code: 'not_found', message: 'There is no such message. It may have been deleted.' }
    await expect(submit(deps, ADA, name, input(9))).rejects.toMatchObject(unknown)
    expect(log.events.get(ROOM)).toHaveLength(3)
    expect([...tally.refused.entries()].filter(([, count]) => count > 0)).toEqual([['forbidden', 1], ['not_found', 1]])
  })

  it('is refused for a message that was deleted', async () => {
    const { deps } = setUp()
    await execute(deps, ADA, 'delete', { room: ROOM, target: 1 })
    await expect(submit(deps, ADA, name, input(1))).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is answered as the first time when it is repeated, also when its message is gone', async () => {
    const { deps, delivered, reached } = setUp()
    const first = await execute(deps, ADA, name, input(1, 'c1'))
    await execute(deps, ADA, 'delete', { room: ROOM, target: 1 }).catch(() => null)
    const before = delivered.length
    expect(reached).toEqual([])
    expect(await execute(deps, ADA, name, input(1, 'c1'))).toEqual(first)
    expect(delivered).toHaveLength(before)
    // The first commit may have been taken for a failure: then no peer has the event yet.
    expect(reached).toEqual([first.seq])
  })
})

describe('slow mode', () => {
  it('holds back edits, too, apart from messages, and no deletion', async () => {
    const { deps, log } = setUp()
    const held: string[] = []
    const spacing = { take: async (key: string) => (held.push(key), 0) }
    const slow = {
      room: { id: ROOM, kind: 'channel', title: 'One' } as const,
      access: 0,
      standings: new Map(),
      slowMs: 5_000,
      readAt: 0,
    }
    const rooms = Object.assign(deps.rooms, { authorize: async () => slow })
    await rooms.start()
    const author = (await log.message(ROOM, 1))?.author ?? ADA.user
    const caller = { ...ADA, user: author }
    const slowed = { ...deps, rooms, spacing }
    await execute(slowed, caller, 'send', { room: ROOM, clientId: 'a', text: 'hello' })
    await execute(slowed, caller, 'edit', { room: ROOM, clientId: 'b', target: 1, text: 'hello again' })
    await execute(slowed, caller, 'delete', { room: ROOM, clientId: 'c', target: 2 })
    expect(held).toEqual([`${ROOM}:${author.id}`, `${ROOM}:${author.id}:edit`])
  })
})
