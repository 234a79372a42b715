import { nanoid } from 'nanoid'
import type { Bus } from '../../core/bus/bus'
import { errorCode } from '../../core/errors/to-parley-error'
import type { Hub } from '../../core/hub/hub'
import type { SendLimit } from '../../platform/limits/send-limit'
import { spend, type Spending } from '../../platform/limits/spend'
import type { Appended, EventDraft, Log } from '../../core/log/log'
import type { Ack, Publication } from '../../core/peers/submit'
import type { Tally } from '../../core/metrics/tally'
import type { RoomRegistry } from '../rooms/registry'

export interface PublishDeps {
  readonly rooms: RoomRegistry
  readonly limit: Pick<SendLimit, 'take'>
  readonly log: Pick<Log, 'append'>
  readonly hub: Pick<Hub, 'deliver'>
  readonly bus: Pick<Bus, 'publish'>
  readonly tally?: Pick<Tally, 'acknowledged' | 'repeated' | 'refused'>
}

const MESSAGES: Spending = { what: 'messages', then: 'send it again' }

/**
 * The one way in: a browser's frame, a script's `POST` and whatever comes later pass through here. Permission, then rate, then
 * the log; only what is durable is acknowledged and told. This process tells its own people at once, so they read each other even
 * while the bus is down; the copy that comes back from the bus is a double and dropped.
 *
 * Resolves when the log has the message in its queue, with the promise of the acknowledgement: the log keeps the order in which it was
 * handed messages, so who has more to say need not wait for the commit.
 * @throws ParleyError; `ack` rejects with LogUnavailableError
 */
export async function submit(deps: PublishDeps, publication: Publication): Promise<{ readonly ack: Promise<Ack> }> {
  const { author, address, room } = publication
  try {
    deps.rooms.demand(author, 'send', room)
    await spend(deps.limit, author.id, address, MESSAGES)
  }
  catch (thrown) {
    deps.tally?.refused.add(errorCode(thrown))
    throw thrown
  }
  return { ack: append(deps, publication) }
}

/** Like `submit`, and waits for the acknowledgement. @throws ParleyError, LogUnavailableError */
export async function publish(deps: PublishDeps, publication: Publication): Promise<Ack> {
  const { ack } = await submit(deps, publication)
  return ack
}

async function append(deps: PublishDeps, { author, room, text, clientId }: Publication): Promise<Ack> {
  const draft: EventDraft = { type: 'message', room, author, text, clientId, id: nanoid(12), at: Date.now() }
  const { event, repeated } = await store(deps, draft)
  if (!repeated) {
    deps.hub.deliver(room, [event])
    deps.bus.publish(room, [event])
  }
  return { seq: event.seq, id: event.id, at: event.at }
}

async function store({ log, tally }: PublishDeps, draft: EventDraft): Promise<Appended> {
  try {
    const appended = await log.append(draft)
    if (tally) {
      tally.acknowledged++
      if (appended.repeated) tally.repeated++
    }
    return appended
  }
  catch (thrown) {
    tally?.refused.add(errorCode(thrown))
    throw thrown
  }
}
