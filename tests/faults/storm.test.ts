import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Position } from '#shared/schemas/room'
import { startApp, type TestApp } from '../support/app'
import { OPEN_DOORS } from '../support/cluster'
import { inForm } from '../support/form'
import { healthOf } from '../support/health'
import { connectParley, visit, type ParleyClient } from '../support/parley-client'
import { joinRaw, type RawMember } from '../support/raw-crowd'
import { waitFor } from '../support/wait-for'

const ROOM = 'channel_1'
const MISSED = 100
const MANY = inForm(500, 5_000)
const FEW = MANY / 10
/** A join may reach back into the log once, whoever asks first. */
const READS_MAX = 1

/** What clients missed: the events after a position, and the messages that they leave. */
interface Missed { readonly from: Position, readonly texts: ReadonlyMap<number, string> }

let app: TestApp
let cookie: string
let sender: ParleyClient

beforeAll(async () => {
  app = await startApp({ env: OPEN_DOORS })
  cookie = await visit(app.url)
})
afterAll(() => app?.stop())
beforeEach(async () => {
  sender = await connectParley({ url: app.wsUrl, cookie: await visit(app.url) })
})

/** Sends this many messages, edits and deletions in all. Gives the texts that are left, by `seq`. */
async function say(count: number): Promise<Map<number, string>> {
  const texts = new Map<number, string>()
  for (let index = 0; index < count; index++) {
    const clientId = `storm-${process.hrtime.bigint()}-${index}`
    const [target] = [...texts.keys()].slice(-3)
    const text = `gust ${index}`
    if (index % 5 === 3 && target !== undefined) {
      sender.send({ type: 'edit', room: ROOM, clientId, target, text })
      await sender.next('ack', 60_000)
      texts.set(target, text)
    }
    else if (index % 5 === 4 && target !== undefined) {
      sender.send({ type: 'delete', room: ROOM, clientId, target })
      await sender.next('ack', 60_000)
      texts.delete(target)
    }
    else {
      sender.send({ type: 'send', room: ROOM, clientId, text })
      texts.set((await sender.next('ack', 60_000)).seq, text)
    }
  }
  return texts
}

async function position(): Promise<Position> {
  sender.send({ type: 'join', id: 1, room: ROOM })
  const { epoch, head } = await sender.next('joined')
  sender.send({ type: 'leave', id: 2, room: ROOM })
  await sender.next('left')
  return { epoch, seq: head }
}

function join(count: number, from?: Position): RawMember[] {
  return Array.from({ length: count }, () => joinRaw({ wsUrl: app.wsUrl, cookie, room: ROOM, position: from }))
}

async function joined(members: readonly RawMember[]): Promise<void> {
  await waitFor(() => members.every(member => member.mode() !== null), { what: 'everybody to be in the room', timeoutMs: 120_000, intervalMs: 100 })
}

/** All have exactly the events after `from`, in order, and the messages that these leave. */
async function expectCaughtUp(members: readonly RawMember[], { from, texts }: Missed): Promise<void> {
  await waitFor(() => members.every(member => member.seqs.length >= MISSED), { what: 'everybody to be caught up', timeoutMs: 120_000, intervalMs: 100 })
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
  it('are all caught up from memory, without a read of the log', async () => {
    const from = await position()
    const members = join(MANY)
    await joined(members)
    for (const member of members) member.terminate()
    const texts = await say(MISSED)
    expect(await comeBack(MANY, { from, texts })).toBe(0)
  })

  it('are all caught up by one read of the log after a restart of the process, whether they are few or many', async () => {
    const from = await position()
    const texts = await say(MISSED)
    for (const count of [FEW, MANY]) {
      await restart()
      expect(await comeBack(count, { from, texts })).toBeLessThanOrEqual(READS_MAX)
    }
  })
})
