import { nanoid } from 'nanoid'
import type * as z from 'zod/mini'
import type { Command } from '#shared/commands'
import type { EventContent } from '#shared/events'
import type { Action } from '../../access/can'
import type { Bus } from '../../core/bus/bus'
import { errorCode } from '../../core/errors/to-parley-error'
import type { Hub } from '../../core/hub/hub'
import { StaleAccessError } from '../../core/log/log'
import type { Principal } from '../../core/principal'
import type { Appended, EventDraft, Log } from '../../core/log/log'
import type { Tally } from '../../core/metrics/tally'
import type { Ack, Caller, Submitted } from '../../core/peers/execute'
import type { SendLimit } from '../../platform/limits/send-limit'
import { ParleyError } from '../../platform/errors/parley-error'
import { rateLimited, consume, type RateLimit } from '../../platform/limits/consume'
import type { Spacing } from '../../platform/limits/spacing'
import type { RoomDirectory } from '../rooms/directory'

export interface CommandDeps {
  readonly rooms: Pick<RoomDirectory, 'authorize' | 'may' | 'refresh'>
  readonly limit: Pick<SendLimit, 'take'>
  /** For slow mode. */
  readonly spacing?: Spacing
  readonly log: Pick<Log, 'append' | 'message' | 'answered'>
  readonly hub: Pick<Hub, 'deliver' | 'reaches'>
  readonly bus: Pick<Bus, 'publish'>
  readonly tally?: Pick<Tally, 'acknowledged' | 'repeated' | 'refused'>
  /** Finds users with an account by their handles. */
  readonly handles: { find(handles: readonly string[]): Promise<ReadonlyMap<string, Principal>> }
  /** The room has its first event. */
  readonly onFirst?: (room: string) => void
}

/** What a command became, and on which count of taken rights it was allowed. */
interface Checked {
  readonly content: EventContent
  readonly access: number
}

/** A command as either adapter hands it on: over HTTP a client id may be missing. */
export type Input<C extends Command>
  = Omit<C, 'type' | 'clientId'> & { readonly room: string, readonly clientId?: string }

export interface CommandDefinition<C extends Command> {
  readonly name: C['type']
  /** The command as a frame of the socket. */
  readonly schema: z.ZodMiniType<C>
  /** What the caller must be allowed to do in the room. */
  readonly action: Action
  /** What the command consumes. */
  readonly limit: RateLimit
  /** Whether slow mode of a room holds it back, apart from other commands: a message may be corrected at once. */
  readonly slowed?: boolean
  /** Checks what only this command needs, and gives what the log is to hold. @throws ParleyError */
  readonly run: (deps: CommandDeps, user: Principal, input: Input<C>) => EventContent | Promise<EventContent>
}

export interface DefinedCommand<C extends Command> extends CommandDefinition<C> {
  /**
   * Permission, then rate, then the log; only what is durable is acknowledged and published. Resolves when the log has
   * the command in its queue. The log keeps the order in which it got commands, so a caller need not wait for the
   * commit.
   * @throws ParleyError; `ack` rejects with what the log throws
   */
  submit(deps: CommandDeps, caller: Caller, input: Input<C>): Promise<Submitted>
}

/** Makes a command of what is its own. The phases and their order are the same for all commands. */
export function defineCommand<C extends Command>(definition: CommandDefinition<C>): DefinedCommand<C> {
  const { name, action, limit, slowed = false, run } = definition

  async function check(deps: CommandDeps, { user, address }: Caller, input: Input<C>): Promise<Checked> {
    try {
      const { access, slowMs } = await deps.rooms.authorize(user, action, input.room)
      await consume(deps.limit, user.id, address, limit)
      if (slowed && slowMs > 0) await keepPace(deps, user, { ...input, name }, slowMs)
      return { access, content: await run(deps, user, input) }
    }
    catch (thrown) {
      deps.tally?.refused.add(errorCode(thrown))
      throw thrown
    }
  }

  /**
   * This process delivers to its own peers at once, so they read each other even while the bus is down. The copy that
   * comes back from the bus is a double and dropped.
   */
  async function append(deps: CommandDeps, caller: Caller, input: Input<C>, checked: Checked): Promise<Ack> {
    const { room, clientId } = input
    const { user } = caller
    // The content last: spread first, the fields after it would take fifty times as long in V8 (8 µs a message).
    const draft = {
      room, author: { id: user.id, name: user.name }, clientId, id: nanoid(12), at: Date.now(), access: checked.access,
      ...checked.content,
    }
    const { event, repeated } = await store(deps, draft, caller)
    if (!repeated) {
      deps.hub.deliver(room, [event])
      deps.bus.publish(room, [event])
      if (event.seq === 1) deps.onFirst?.(room)
    }
    // Its first commit may have been taken for a failure, and was delivered to no peer then.
    else deps.hub.reaches(room, event.seq)
    return { seq: event.seq, id: event.id, at: event.at }
  }

  /** Where rights in the room changed meanwhile it is decided again, once. */
  async function guarded({ log, rooms }: CommandDeps, draft: EventDraft, caller: Caller): Promise<Appended> {
    requireSignIn(caller)
    try {
      return await log.append(draft)
    }
    catch (error) {
      if (!(error instanceof StaleAccessError)) throw error
      await rooms.refresh(draft.room)
      const { access } = await rooms.authorize(caller.user, action, draft.room)
      requireSignIn(caller)
      return log.append({ ...draft, access })
    }
  }

  async function store(deps: CommandDeps, draft: EventDraft, caller: Caller): Promise<Appended> {
    const { tally } = deps
    try {
      const appended = await guarded(deps, draft, caller)
      tally?.acknowledged.add(name)
      if (tally && appended.repeated) tally.repeated++
      return appended
    }
    catch (thrown) {
      tally?.refused.add(errorCode(thrown))
      throw thrown
    }
  }

  return {
    ...definition,
    async submit(deps, caller, input) {
      const checked = await check(deps, caller, input)
      return { ack: append(deps, caller, input, checked) }
    },
  }
}

/** The sign-in may have ended while permission and rate were asked for. @throws ParleyError `unauthorized` */
function requireSignIn({ isRevoked }: Caller): void {
  if (isRevoked?.()) throw new ParleyError('unauthorized', 'This sign-in has ended. Sign in and send it again.')
}

/** Slow mode: least time between two messages of a user who is no moderator. @throws ParleyError `rate_limited` */
async function keepPace(
  { rooms, spacing }: CommandDeps,
  user: Principal,
  { room, clientId, name }: { readonly room: string, readonly clientId?: string, readonly name: string },
  slowMs: number,
): Promise<void> {
  if (rooms.may(user, 'moderate', room)) return
  const waitMs
    = await spacing?.take(`${room}:${user.id}${name === 'send' ? '' : `:${name}`}`, clientId ?? nanoid(), slowMs) ?? 0
  if (waitMs > 0) throw rateLimited('This room is in slow mode.', 'send it again', waitMs)
}
