import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Command } from '#shared/commands'
import { TEXT_MAX_CHARS } from '#shared/limits'
import type { ErrorCode, ServerEvent } from '#shared/schemas/frames'
import { errorBodySchema, historyPageSchema, sendAnswerSchema } from '#shared/schemas/http'
import { startApp, type TestApp } from '../../support/app'
import { OPEN_DOORS, startCluster, type Cluster } from '../../support/cluster'
import { connectParley, type ParleyClient } from '../../support/parley-client'
import { connectPlain } from '../../support/plain-client'
import { newVisitor, type Visitor } from '../../support/visitor'
import { waitFor } from '../../support/wait-for'

const ROOM = 'channel_1'

/** The events that answer a command. */
const ANSWERS: ReadonlySet<string> = new Set(['ack', 'error'])

/** A request that changes one message. */
interface Change {
  readonly visitor?: Visitor
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** One that is refused: by whom, of which message, and with what. */
interface Refused extends Omit<Change, 'visitor'> {
  readonly by?: 'ada' | 'bob' | 'nobody'
  readonly seq?: string
}

/** Where the tests run: `here` and `there` are the same process, or two. */
interface Place {
  readonly here: TestApp
  readonly there: TestApp
  stop(): Promise<void>
}

async function oneProcess(): Promise<Place> {
  const app = await startApp({ env: OPEN_DOORS })
  return { here: app, there: app, stop: async () => void await app.stop() }
}

async function twoProcesses(): Promise<Place> {
  const cluster: Cluster = await startCluster()
  const [here, there] = cluster.apps
  return { here, there, stop: () => cluster.stop() }
}

const PLACES = [
  ['one process with the embedded log', oneProcess],
  ['two processes with Redis and PostgreSQL', twoProcesses],
] as const

describe.each(PLACES)('edits and deletes in %s', (_name, start) => {
  let place: Place
  let ada: Visitor
  let bob: Visitor
  let ids = 0

  beforeAll(async () => {
    place = await start()
    ada = await newVisitor(place.here.url)
    bob = await newVisitor(place.there.url)
  })
  afterAll(() => place?.stop())

  /** A fresh client id. */
  const id = () => `c${++ids}`

  async function connect(app: TestApp, visitor: Visitor): Promise<ParleyClient> {
    const client = await connectParley({ url: app.wsUrl, cookie: visitor.cookie })
    await client.next('hello')
    return client
  }

  async function join(client: ParleyClient, position?: { epoch: string, seq: number }, mark?: number) {
    client.send({ type: 'join', id: ++ids, room: ROOM, position, mark })
    return client.next('joined')
  }

  async function ackOf(client: ParleyClient, clientId: string): Promise<number> {
    const isAnswer = (event: ServerEvent) =>
      'clientId' in event && event.clientId === clientId && ANSWERS.has(event.type)
    const event = await client.waitFor(isAnswer)
    if (event.type !== 'ack') throw new Error(JSON.stringify(event))
    return event.seq
  }

  const sendOf = (text: string): Command => ({ type: 'send', room: ROOM, clientId: id(), text })
  const editOf = (target: number, text: string): Command => ({ type: 'edit', room: ROOM, clientId: id(), target, text })
  const deleteOf = (target: number): Command => ({ type: 'delete', room: ROOM, clientId: id(), target })

  const send = (client: ParleyClient, text: string) => give(client, sendOf(text))
  const edit = (client: ParleyClient, target: number, text: string) => give(client, editOf(target, text))
  const remove = (client: ParleyClient, target: number) => give(client, deleteOf(target))

  async function give(client: ParleyClient, command: Command): Promise<number> {
    client.send(command)
    return ackOf(client, command.clientId)
  }

  async function refusalOf(client: ParleyClient, command: Command) {
    client.send(command)
    return client.waitFor(event => event.type === 'error' && event.clientId === command.clientId)
  }

  async function history(app: TestApp) {
    const response = await fetch(`${app.url}/api/rooms/${ROOM}/messages?limit=200`)
    return historyPageSchema.parse(await response.json()).messages
  }

  function change(app: TestApp, method: string, seq: number | string, { visitor, body, headers }: Change) {
    const cookie: Record<string, string> = visitor ? { cookie: visitor.cookie } : {}
    const url = `${app.url}/api/rooms/${ROOM}/messages/${seq}`
    return fetch(url, { method, body, headers: { 'content-type': 'application/json', ...cookie, ...headers } })
  }

  async function refusal(response: Response) {
    return { status: response.status, ...errorBodySchema.parse(await response.json()).error }
  }

  it('reach all clients live, in the order of seq, and change page and history', async () => {
    const [one, two] = [await connect(place.here, ada), await connect(place.there, bob)]
    await join(two)
    const [first, second] = [await send(one, 'first'), await send(one, 'second')]
    const edited = await edit(one, first, 'first, better')
    const deleted = await remove(one, second)
    expect([edited, deleted]).toEqual([second + 1, second + 2])
    const author = { id: ada.session.user.id }
    expect(await two.next('edit')).toMatchObject({ seq: edited, target: first, text: 'first, better', author })
    expect(await two.next('delete')).toMatchObject({ seq: deleted, target: second })

    for (const app of [place.here, place.there]) {
      const messages = await history(app)
      expect(messages.find(({ seq }) => seq === first)).toMatchObject({ text: 'first, better', rev: edited })
      expect(messages.find(({ seq }) => seq === second)).toBeUndefined()
    }
    const { page } = await join(two)
    expect(page?.find(({ seq }) => seq === first)).toMatchObject({ text: 'first, better', rev: edited })
    expect(page?.find(({ seq }) => seq === second)).toBeUndefined()
    await Promise.all([one.close(), two.close()])
  })

  it('come to a client that was away, in a replay without what was deleted', async () => {
    const [one, two] = [await connect(place.here, ada), await connect(place.there, bob)]
    const { epoch, head } = await join(two)
    await two.close()
    const [kept, gone] = [await send(one, 'kept'), await send(one, 'canary of a replay')]
    await edit(one, kept, 'kept, edited')
    await edit(one, gone, 'canary of an edit')
    await remove(one, gone)
    const last = await send(one, 'last')
    const back = await connect(place.there, bob)
    expect(await join(back, { epoch, seq: head })).toMatchObject({ mode: 'resumed' })
    await back.waitFor(event => event.type === 'message' && event.seq === last)
    const changes = back.events.flatMap(event => 'target' in event ? [[event.type, event.target]] : [])
    expect(changes).toEqual([['edit', kept], ['delete', gone]])
    expect(back.frames.join()).not.toContain('canary')
    await Promise.all([one.close(), back.close()])
  })

  it('keep the order of one connection, also when it does not wait for answers', async () => {
    const one = await connect(place.here, ada)
    const target = await send(one, 'to be edited')
    const commands = Array.from({ length: 30 }, (_, index) =>
      index % 3 === 0 ? editOf(target, `${index}`) : sendOf(`${index}`),
    )
    for (const command of commands) one.send(command)
    const seqs = []
    for (const { clientId } of commands) seqs.push(await ackOf(one, clientId))
    expect(seqs).toEqual(commands.map((_, index) => target + 1 + index))
    await one.close()
  })

  it('are refused for what is not there, not one\'s own, or no text', async () => {
    const [one, two] = [await connect(place.here, ada), await connect(place.there, bob)]
    const own = await send(one, 'of Ada')
    const tooLong = 'x'.repeat(TEXT_MAX_CHARS + 1)
    expect(await refusalOf(two, editOf(own, 'of Bob'))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(two, deleteOf(own))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(one, editOf(1_000_000, 'x'))).toMatchObject({ code: 'not_found' })
    expect(await refusalOf(one, editOf(own, ' \u200B'))).toMatchObject({ code: 'empty' })
    expect(await refusalOf(one, editOf(own, tooLong))).toMatchObject({ code: 'too_long' })
    await remove(one, own)
    const message = 'There is no such message. It may have been deleted.'
    expect(await refusalOf(one, deleteOf(own))).toMatchObject({ code: 'not_found', message })
    await Promise.all([one.close(), two.close()])
  })

  it('are answered as the first time when a client repeats them, though the message is gone', async () => {
    const one = await connect(place.here, ada)
    const target = await send(one, 'twice deleted')
    const again = deleteOf(target)
    const first = await give(one, again)
    const elsewhere = await connect(place.there, ada)
    expect(await give(elsewhere, again)).toBe(first)
    await Promise.all([one.close(), elsewhere.close()])
  })

  it('are nothing that plain clients get, live or with since', async () => {
    const one = await connect(place.here, ada)
    const before = await send(one, 'before')
    const plain = await connectPlain({ url: place.there.wsUrl, channel: ROOM })
    const target = await send(one, 'to be edited')
    await edit(one, target, 'edited')
    const gone = await send(one, 'to be deleted')
    await remove(one, gone)
    await send(one, 'after')
    await waitFor(() => plain.texts.includes('after'))
    expect(plain.texts).toEqual(['to be edited', 'to be deleted', 'after'])
    const since = await connectPlain({ url: `${place.there.wsUrl}?since=${before}`, channel: ROOM })
    await waitFor(() => since.texts.includes('after'))
    expect(since.texts).toEqual(['to be edited', 'after'])
    await Promise.all([one.close(), plain.close(), since.close()])
  })

  it('leave the number of unread messages of a client that is reset right: deleted ones do not count', async () => {
    const [one, two] = [await connect(place.here, ada), await connect(place.there, bob)]
    const mark = await send(one, 'read')
    const gone = await send(one, 'deleted')
    await edit(one, mark, 'read, edited')
    const own = await send(two, 'of Bob')
    await remove(one, gone)
    const last = await send(one, 'new')
    expect(last).toBeGreaterThan(own)
    const wanted = { mode: 'reset', head: last, unread: 1 }
    await waitFor(async () => expect(await join(two, undefined, mark)).toMatchObject(wanted))
    await Promise.all([one.close(), two.close()])
  })

  it('leave a deleted text in no answer of any process, not even in what was kept for others', async () => {
    const canary = `canary-${_name.length}`
    const [one, two] = [await connect(place.here, ada), await connect(place.there, bob)]
    const { epoch, head } = await join(two)
    const target = await send(one, `${canary} first`)
    await edit(one, target, `${canary} second`)
    // Everything that keeps messages has it now: pages, replays, the page of a first visit.
    const answers = async () => {
      const all: string[] = []
      for (const app of [place.here, place.there]) {
        for (const path of ['/', `/r/${ROOM}`, `/api/rooms/${ROOM}/messages`]) {
          all.push(await (await fetch(app.url + path)).text())
        }
        for (const position of [undefined, { epoch, seq: head }]) {
          const client = await connect(app, bob)
          await join(client, position)
          client.sendRaw('{"type":"ping"}')
          await client.next('pong')
          all.push(client.frames.join())
          await client.close()
        }
        const plain = await connectPlain({ url: `${app.wsUrl}?since=${head}`, channel: ROOM })
        const last = `last ${id()}`
        await send(one, last)
        await waitFor(() => plain.texts.includes(last))
        all.push(JSON.stringify(plain.texts))
        await plain.close()
      }
      return all
    }
    expect((await answers()).every(answer => answer.includes(canary))).toBe(true)
    await remove(one, target)
    await two.next('delete')
    expect((await answers()).map(answer => answer.includes(canary))).not.toContain(true)
    await Promise.all([one.close(), two.close()])
  })

  describe('over HTTP', () => {
    it('are answered with the acknowledgement, and a repeated key with the same one', async () => {
      const two = await connect(place.there, bob)
      await join(two)
      const one = await connect(place.here, ada)
      const target = await send(one, 'over HTTP')
      const headers = { 'idempotency-key': id() }
      const body = '{"text":"edited over HTTP"}'
      const response = await change(place.here, 'PATCH', target, { visitor: ada, body, headers })
      expect(response.status).toBe(200)
      const ack = sendAnswerSchema.parse(await response.json())
      expect(await two.next('edit')).toMatchObject({ seq: ack.seq, id: ack.id, target, text: 'edited over HTTP' })
      expect(await (await change(place.there, 'PATCH', target, { visitor: ada, body, headers })).json()).toEqual(ack)

      const removal = await change(place.here, 'DELETE', target, { visitor: ada })
      const deleted = sendAnswerSchema.parse(await removal.json())
      expect(await two.next('delete')).toMatchObject({ seq: deleted.seq, target })
      expect(deleted.seq).toBe(ack.seq + 1)
      await Promise.all([one.close(), two.close()])
    })

    const FINE = '{"text":"x"}'
    const TOO_LONG = JSON.stringify({ text: 'x'.repeat(TEXT_MAX_CHARS + 1) })

    it.each<[string, Refused, number, ErrorCode]>([
      ['without a session', { by: 'nobody' }, 401, 'unauthorized'],
      ['from a page of another origin', { headers: { origin: 'http://evil.example' } }, 403, 'forbidden'],
      ['of another user\'s message', { by: 'bob' }, 403, 'forbidden'],
      ['of what is not there', { seq: '999999999' }, 404, 'not_found'],
      ['of what is no number', { seq: 'first' }, 400, 'invalid'],
      ['with a key of another form', { headers: { 'idempotency-key': 'with spaces' } }, 400, 'invalid'],
      ['without a text', { body: '{}' }, 400, 'invalid'],
      ['with what is no JSON', { body: '{"text":' }, 400, 'invalid'],
      ['with a blank text', { body: '{"text":" \\u200b"}' }, 400, 'empty'],
      ['with a text too long', { body: TOO_LONG }, 413, 'too_long'],
    ])('edits and deletes over HTTP are refused %s', async (_case, { by = 'ada', seq, body = FINE, headers }, status, code) => {
      const one = await connect(place.here, ada)
      const target = await send(one, 'stays as it is')
      const visitor = by === 'ada' ? ada : by === 'bob' ? bob : undefined
      const edited = await change(place.here, 'PATCH', seq ?? target, { visitor, body, headers })
      expect(await refusal(edited)).toMatchObject({ status, code })
      if (body === FINE) {
        const deleted = await change(place.here, 'DELETE', seq ?? target, { visitor, headers })
        expect(await refusal(deleted)).toMatchObject({ status, code })
      }
      const kept = (await history(place.here)).find(message => message.seq === target)
      expect(kept).toMatchObject({ text: 'stays as it is' })
      await one.close()
    })
  })
})

describe('edits and deletes above RATE_LIMIT', () => {
  let app: TestApp

  beforeAll(async () => {
    app = await startApp({ env: { RATE_LIMIT: '3/60' } })
  })
  afterAll(() => app?.stop())

  it('are refused like messages, since they consume the same', async () => {
    const { cookie } = await newVisitor(app.url)
    const client = await connectParley({ url: app.wsUrl, cookie })
    client.send({ type: 'send', room: ROOM, clientId: 'c1', text: 'hello' })
    const { seq } = await client.next('ack')
    for (const clientId of ['c2', 'c3']) {
      client.send({ type: 'edit', room: ROOM, clientId, target: seq, text: clientId })
      await client.next('ack')
    }
    client.send({ type: 'delete', room: ROOM, clientId: 'c4', target: seq })
    expect(await client.next('error')).toMatchObject({ code: 'rate_limited', clientId: 'c4' })
    const url = `${app.url}/api/rooms/${ROOM}/messages/${seq}`
    const response = await fetch(url, { method: 'DELETE', headers: { cookie } })
    expect([response.status, response.headers.has('retry-after')]).toEqual([429, true])
    await client.close()
  })
})
