import { COMMAND_KINDS, type KeptChange } from '#shared/commands'
import { OUTBOX_MAX } from '#shared/limits'
import { isBlankToTheEye } from '#shared/text/visible'
import type { ChangeContent } from './outbox/item'
import type { Outbox } from './outbox/outbox'
import { changesOf, ends } from './outbox/queue'
import type { ChatRooms } from './rooms'
import type { SendProblem, SendResult } from './types'

type WithoutTarget<Kept> = Kept extends unknown ? Omit<Kept, 'target'> : never

/** A command that changes a message, without the place of the message. */
export type Change = WithoutTarget<KeptChange>

export interface CommandsDeps {
  readonly outbox: Outbox
  readonly rooms: ChatRooms
  /** The id of the user. */
  me(): string
  textMaxChars(): number
}

/** The user's commands, checked before they go into the outbox. */
export interface Commands {
  send(room: string, text: string): SendResult
  /**
   * Returns a message that is being edited to its place in the queue, with this text. If it no longer waits, sends the
   * text as a new message.
   */
  revise(room: string, clientId: string, text: string): SendResult
  /** Changes a message of the log, by any command that does. Repeating one that ends the message changes nothing. */
  change(room: string, seq: number, change: Change): SendResult
}

export function createCommands({ outbox, rooms, me, textMaxChars }: CommandsDeps): Commands {
  function roomProblem(room: string): SendProblem | null {
    const found = rooms.find(room)
    if (!found) throw new Error(`There is no room "${room}" to send to.`)
    return found.isGone() ? 'gone' : null
  }

  function textProblem(text: string): SendProblem | null {
    if (isBlankToTheEye(text)) return 'empty'
    return text.length > textMaxChars() ? 'too_long' : null
  }

  function fullProblem(): SendProblem | null {
    return outbox.size >= OUTBOX_MAX ? 'outbox_full' : null
  }

  /**
   * The place of a message; null if the log has no such message. One that is not loaded may exist: the user who edits
   * it went on to another part of the log, and the server decides.
   * @param own null if it belongs to another user, too
   */
  function targetOf(room: string, seq: number, own: boolean): { target: number, epoch: string } | null {
    const epoch = rooms.find(room)?.position()?.epoch
    const found = rooms.find(room)?.message(seq)
    const isAllowed = found ? !own || found.author.id === me() : rooms.find(room)?.isMissing(seq) === false
    return isAllowed && epoch !== undefined ? { target: seq, epoch } : null
  }

  /** The client id of a pending command that ends this message. */
  function endOf(room: string, seq: number): string | null {
    const changes = changesOf(outbox.all(), room, seq)
    return changes.find(item => ends(item) && item.state === 'queued')?.clientId ?? null
  }

  /** Puts a change at the end of the queue. Changes that it makes needless are removed, in all tabs. */
  function add(room: string, change: ChangeContent): SendResult {
    const clientId = outbox.change(room, change)
    rooms.supersede(room)
    return { ok: true, clientId }
  }

  return {
    send(room, text) {
      const reason = roomProblem(room) ?? textProblem(text) ?? fullProblem()
      return reason ? { ok: false, reason } : { ok: true, clientId: outbox.add(room, text) }
    },
    revise(room, clientId, text) {
      const reason = roomProblem(room) ?? textProblem(text)
      if (reason) return { ok: false, reason }
      return { ok: true, clientId: outbox.revise(clientId, text) ? clientId : outbox.add(room, text) }
    },
    change(room, seq, change) {
      const { own, ends: isEnd } = COMMAND_KINDS[change.kind]
      const end = endOf(room, seq)
      const isRepeated = isEnd && end !== null
      const text = 'text' in change ? textProblem(change.text) : null
      const reason = roomProblem(room) ?? text ?? (isRepeated ? null : fullProblem())
      if (reason) return { ok: false, reason }
      if (isRepeated) return { ok: true, clientId: end }
      const target = end === null ? targetOf(room, seq, own) : null
      return target ? add(room, { ...change, ...target }) : { ok: false, reason: 'not_found' }
    },
  }
}
