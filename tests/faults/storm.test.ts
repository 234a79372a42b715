import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Position } from '#shared/schemas/room'
import { startApp, type TestApp } from '../support/app'
import { OPEN_DOORS } from '../support/cluster'
import { inForm } from '../support/form'
import { healthOf } from '../support/health'
import { startMembers } from '../support/members'
import { connectParley, visit, type ParleyClient } from '../support/parley-client'
import { joinRaw, type RawMember } from '../support/raw-crowd'
import { waitFor } from '../support/wait-for'

const CHANNEL = 'channel_1'
const MISSED = 100
const MANY = inForm(500, 5_000)
const FEW = MANY / 10
/** Only one join may read from the log, the first one. */
const READS_MAX = 1

/** What clients missed: the events after a position, and the messages that they leave. */
interface Missed { readonly from: Position, readonly texts: ReadonlyMap<number, string> }

let app: TestApp
/** A channel that guests read, and a private room of users with an account: where it storms. */
let channel: Scene
let privateRoom: Scene
let sender: ParleyClient
let scene: Scene

interface Scene { readonly room: string, readonly cookie: string, readonly sender: string }

beforeAll(async () => {
  app = await startApp({ env: OPEN_DOORS })
  channel = { room: CHANNEL, cookie: await visit(app.url), sender: await visit(app.url) }
  const { room, cookie, accounts: [, other] } = await startMembers(app.url, 2)
  privateRoom = { room, cookie: other?.cookie ?? '', sender: cookie }
})
afterAll(() => app?.stop())

async function enter(next: Scene): Promise<void> {
  scene = next
  sender = await connectParley({ url: app.wsUrl, cookie: scene.sender })
}

/** Sends this many messages, edits and deletions in all. Gives the texts that are left, by `seq`. */
async function say(count: number): Promise<Map<number, string>> {
  const texts = new Map<number, string>()
  for (let index = 0; index < count; index++) {
    const clientId = `storm-${process.hrtime.bigint()}-${index}`
    const [target] = [...texts.keys()].slice(-3)
    const text = `gust ${index}`
    if (index % 5 === 3 && target !== undefined) {
      sender.send({ type: 'edit', room: scene.room, clientId, target, text })
      await sender.next('ack', 60_000)
      texts.set(target, text)
    }
    else if (index % 5 === 4 && target !== undefined) {
      sender.send({ type: 'delete', room: scene.room, clientId, target })
      await sender.next('ack', 60_000)
      texts.delete(target)
    }
    else {
      sender.send({ type: 'send', room: scene.room, clientId, text })
      texts.set((await sender.next('ack', 60_000)).seq, text)
    }
  }
  return texts
}

async function position(): Promise<Position> {
  sender.send({ type: 'join', id: 1, room: scene.room })
  const { epoch, head } = await sender.next('joined')
  sender.send({ type: 'leave', id: 2, room: scene.room })
  await sender.next('left')
  return { epoch, seq: head }
}

function join(count: number, from?: Position): RawMember[] {
  return Array.from({ length: count }, () =>
    joinRaw({ wsUrl: app.wsUrl, cookie: scene.cookie, room: scene.room, position: from }),
  )
}

async function joined(members: readonly RawMember[]): Promise<void> {
  await waitFor(() => members.every(member => member.mode() !== null), {
    what: 'everybody to be in the room',
    timeoutMs: 120_000,
    intervalMs: 100,
  })
}

/** All have exactly the events after `from`, in order, and the messages that these leave. */
async function expectCaughtUp(members: readonly RawMember[], { from, texts }: Missed): Promise<void> {
  await waitFor(() => members.every(member => member.seqs.length >= MISSED), {
    what: 'everybody to be caught up',
    timeoutMs: 120_000,
    intervalMs: 100,
  })
  const missed = Array.from({ length: MISSED }, (_, index) => from.seq + 1 + index)
  for (const member of members) {
    expect(member.mode()).toBe('resumed')
    expect(member.seqs).toEqual(missed)
    expect(member.texts).toEqual(texts)
  }
}

/** Starts the process again. It is ready once it has rendered its first page, which reads the log too. */
async function restart(): Promise<void> {
  const starts = () => app.logs().filter(line => line.includes('"msg":"ready"')).length
  const before = starts()
  await app.restart()
  await waitFor(() => starts() > before, { what: 'the process to be ready' })
}

/** So many come back at once, each missing the same. Gives how often the log was read for it. */
async function comeBack(count: number, missed: Missed): Promise<number> {
  const { log: { reads } } = await healthOf(app)
  const members = join(count, missed.from)
  await joined(members)
  await expectCaughtUp(members, missed)
  for (const member of members) member.terminate()
  return (await healthOf(app)).log.reads - reads
}

describe(`${MANY} clients that drop at once, and come back missing ${MISSED} messages, edits and deletions each`, () => {
  it('are all caught up from memory, without a read of the log, in a channel and in a private room', async () => {
    for (const [next, count] of [[channel, MANY], [privateRoom, FEW]] as const) {
      await enter(next)
      const from = await position()
      const members = join(count)
      await joined(members)
      for (const member of members) member.terminate()
      const texts = await say(MISSED)
      expect(await comeBack(count, { from, texts })).toBe(0)
    }
  })

  it('are all caught up by one read of the log after a restart of the process, whether they are few or many', async () => {
    await enter(privateRoom)
    const from = await position()
    const texts = await say(MISSED)
    for (const count of [FEW, MANY]) {
      await restart()
      expect(await comeBack(count, { from, texts })).toBeLessThanOrEqual(READS_MAX)
    }
  })
})
