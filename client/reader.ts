import type { ChatHttp } from './http'
import type { ChatRooms } from './rooms'

export interface ReaderDeps {
  readonly rooms: Pick<ChatRooms, 'find' | 'views' | 'read'>
  readonly http: Pick<ChatHttp, 'markUnread' | 'readAll'>
  batch(run: () => void): void
}

/** What a user does about read marks by a button, and not by reading. */
export interface Reader {
  /** The message and all after it are unread again, on all devices. Answers whether that was done. */
  markUnread(room: string, seq: number): Promise<boolean>
  markAllRead(): Promise<void>
}

export function createReader({ rooms, http, batch }: ReaderDeps): Reader {
  return {
    async markUnread(id, seq) {
      const room = rooms.find(id)
      if (!room) return false
      if (!room.keepsMarks()) {
        batch(() => {
          room.unreadHere(seq)
          room.hold(true)
        })
        return true
      }
      // Before the answer: what is in view would be read anew.
      room.hold(true)
      const mark = await http.markUnread(id, seq)
      batch(() => {
        if (mark) {
          room.moved(mark)
          room.becameUnread()
        }
        else room.hold(false)
      })
      return mark !== null
    },
    async markAllRead() {
      const open = rooms.views().flatMap(({ id }) => rooms.find(id) ?? [])
      open.forEach(room => room.hold(false))
      // One request where the server keeps the marks: it tells all devices. Else each room is read here.
      if (open.some(room => room.keepsMarks()) && await http.readAll()) return
      batch(() => open.forEach(({ id }) => rooms.read(id, Infinity)))
    },
  }
}
