import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { OutboxItem } from '../outbox/queue'
import { cachedRoomSchema, memoryStore, outboxItemSchema, type CachedRoom, type ClientStore } from './store'

/**
 * A database that does not open in this time (blocked by another tab, or by the browser) is done without until the next visit. Long,
 * because a busy phone takes seconds to open one, and without it what is written would not survive a reload.
 */
const OPEN_DEADLINE_MS = 15_000

interface Schema extends DBSchema {
  outbox: { key: string, value: OutboxItem & { readonly user: string }, indexes: { user: string } }
  rooms: { key: [string, string], value: CachedRoom & { readonly user: string, readonly room: string } }
}

type Database = IDBPDatabase<Schema>

/** Keeps things in IndexedDB; in memory where a browser has none or refuses it, as some private windows do. */
export function idbStore(name = 'parley'): ClientStore {
  const opened = openWithin(name, OPEN_DEADLINE_MS).then(database => database ? over(database) : memoryStore(), memoryStore)
  // Each call waits for the same promise, so that writes begin in the order in which they were called.
  return {
    outbox: async user => (await opened).outbox(user),
    putItem: async (user, item) => (await opened).putItem(user, item),
    removeItem: async clientId => (await opened).removeItem(clientId),
    room: async (user, room) => (await opened).room(user, room),
    putRoom: async (user, room, cached) => (await opened).putRoom(user, room, cached),
  }
}

async function openWithin(name: string, ms: number): Promise<Database | null> {
  const opening = openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore('outbox', { keyPath: 'clientId' }).createIndex('user', 'user')
      database.createObjectStore('rooms', { keyPath: ['user', 'room'] })
    },
    // A newer version of the page wants to change the database: it must not wait for this tab.
    blocking: (_current, _wanted, event) => {
      if (event.target instanceof IDBDatabase) event.target.close()
    },
  })
  return Promise.race([opening, new Promise<null>(resolve => setTimeout(resolve, ms, null))])
}

function over(database: Database): ClientStore {
  return {
    async outbox(user) {
      const records = await database.getAllFromIndex('outbox', 'user', user)
      return records.flatMap(record => outboxItemSchema.safeParse(record).data ?? [])
    },
    async putItem(user, item) {
      await database.put('outbox', { ...item, user })
    },
    async removeItem(clientId) {
      await database.delete('outbox', clientId)
    },
    async room(user, room) {
      return cachedRoomSchema.safeParse(await database.get('rooms', [user, room])).data ?? null
    },
    async putRoom(user, room, cached) {
      await database.put('rooms', { ...cached, user, room })
    },
  }
}
