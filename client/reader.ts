import type { ChatHttp } from './http'
import type { ChatRooms } from './rooms'

export interface ReaderDeps {
  readonly rooms: Pick<ChatRooms, 'find' | 'views' | 'read'>
  readonly http: Pick<ChatHttp, 'markUnread' | 'readAll'>
  batch(run: () => void): void
}

/** Changes of read marks by a button, not by reading. */
export interface Reader {
  /** Marks the message and all later ones as unread, on all devices. Returns whether it succeeded. */
  markUnread(room: string, seq: number): Promise<boolean>
  markAllRead(): Promise<void>
  /** Everything in the room is read. */
  markRoomRead(room: string): void
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
      // Before the answer: otherwise messages in view would count as read again.
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
    markRoomRead(id) {
      rooms.find(id)?.hold(false)
      batch(() => rooms.read(id, Infinity))
    },
    async markAllRead() {
      const open = rooms.views().flatMap(({ id }) => rooms.find(id) ?? [])
      open.forEach(room => room.hold(false))
      // One request if the server keeps the marks: it notifies all devices. Otherwise each room is marked here.
      if (open.some(room => room.keepsMarks()) && await http.readAll()) return
      batch(() => open.forEach(({ id }) => rooms.read(id, Infinity)))
    },
  }
}
