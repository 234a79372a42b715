import { parseLogEvent, type LogEvent } from '#shared/events'
import { HISTORY_PAGE_MAX, REPLAY_MAX_EVENTS } from '#shared/limits'
import type { Message } from '#shared/events/message'
import { historyPageSchema } from '#shared/schemas/http'
import type { Position } from '#shared/schemas/room'
import { connectParley, visit } from './parley-client'
import { waitFor } from './wait-for'

/**
 * What the log of a room holds above `after`, read as any client would: page by page over HTTP, the newest first.
 * @param url the app, such as `http://127.0.0.1:3000`
 * @param cookie of a user who may read the room; a new guest, if absent
 */
export async function readLog(url: string, room: string, after = 0, cookie = ''): Promise<Message[]> {
  const messages: Message[] = []
  for (let before: number | null = null; ;) {
    const response: Response = await fetch(
      `${url}/api/rooms/${room}/messages?limit=${HISTORY_PAGE_MAX}${before === null ? '' : `&before=${before}`}`,
      { headers: { cookie } },
    )
    if (!response.ok) throw new Error(`The history answered ${response.status}: ${await response.text()}`)
    const page = historyPageSchema.parse(await response.json())
    messages.unshift(...page.messages)
    before = page.messages[0]?.seq ?? 0
    if (!page.older || before <= after + 1) return messages.filter(message => message.seq > after)
  }
}

/** Where the log of a room ends: all its events count, also edits and deletes. */
export async function headOf(url: string, room: string, cookie?: string): Promise<number> {
  return (await endOf(url, room, cookie)).seq
}

/**
 * All events of a room above `after`, as a client gets them that resumes from there. Null where that is further back
 * than a client may resume from.
 */
export async function readEvents(
  url: string, room: string, after: number, cookie?: string,
): Promise<readonly LogEvent[] | null> {
  const { epoch, seq } = await endOf(url, room, cookie)
  if (seq - after > REPLAY_MAX_EVENTS) return null
  const client = await connectParley({ url: socketOf(url), cookie: cookie ?? await visit(url) })
  const events = () => client.frames.flatMap(frame => eventsOf(frame)).filter(event => event.room === room)
  try {
    client.send({ type: 'join', id: 1, room, position: { epoch, seq: after } })
    await waitFor(() => seq === after || (events().at(-1)?.seq ?? 0) >= seq, { what: `the events up to ${seq}` })
    return events()
  }
  finally {
    await client.close()
  }
}

/** Tried again where a connection fails: on a busy machine a kept one may end while it is used. */
function endOf(url: string, room: string, cookie?: string): Promise<Position> {
  return waitFor(() => askEnd(url, room, cookie), { what: 'the process to say where the log ends' })
}

async function askEnd(url: string, room: string, cookie?: string): Promise<Position> {
  const client = await connectParley({ url: socketOf(url), cookie: cookie ?? await visit(url) })
  const { rooms } = await client.next('hello')
  await client.close()
  const state = rooms.find(({ id }) => id === room)
  if (!state) throw new Error(`The server does not list the room "${room}".`)
  return { epoch: state.epoch, seq: state.lastSeq }
}

function eventsOf(frame: string): LogEvent[] {
  const items: unknown = JSON.parse(frame)
  return Array.isArray(items) ? items.map(parseLogEvent).filter(event => event !== null) : []
}

const socketOf = (url: string) => `${url.replace('http', 'ws')}/wb/`
