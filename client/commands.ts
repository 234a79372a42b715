import { OUTBOX_MAX } from '#shared/limits'
import { isBlankToTheEye } from '#shared/text/visible'
import type { ChangeContent } from './outbox/item'
import type { Outbox } from './outbox/outbox'
import { changesOf } from './outbox/queue'
import type { ChatRooms } from './rooms'
import type { SendProblem, SendResult } from './types'

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
  /** Edits a message of the user in the log. */
  editMessage(room: string, seq: number, text: string): SendResult
  /** Deletes a message of the user from the log. Repeating it changes nothing. */
  deleteMessage(room: string, seq: number): SendResult
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

  /** The place of a message of the user; null if it is not shown, or belongs to another user. */
  function targetOf(room: string, seq: number): { target: number, epoch: string } | null {
    const epoch = rooms.find(room)?.position()?.epoch
    const isMine = rooms.find(room)?.message(seq)?.author.id === me()
    return isMine && epoch !== undefined ? { target: seq, epoch } : null
  }

  /** The client id of a pending delete of this message. */
  function deletionOf(room: string, seq: number): string | null {
    const changes = changesOf(outbox.all(), room, seq)
    return changes.find(({ kind, state }) => kind === 'delete' && state === 'queued')?.clientId ?? null
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
    editMessage(room, seq, text) {
      const reason = roomProblem(room) ?? textProblem(text) ?? fullProblem()
      if (reason) return { ok: false, reason }
      const target = deletionOf(room, seq) === null ? targetOf(room, seq) : null
      return target ? add(room, { kind: 'edit', ...target, text }) : { ok: false, reason: 'not_found' }
    },
    deleteMessage(room, seq) {
      const waiting = deletionOf(room, seq)
      const reason = roomProblem(room) ?? (waiting === null ? fullProblem() : null)
      if (reason) return { ok: false, reason }
      if (waiting !== null) return { ok: true, clientId: waiting }
      const target = targetOf(room, seq)
      return target ? add(room, { kind: 'delete', ...target }) : { ok: false, reason: 'not_found' }
    },
  }
}
