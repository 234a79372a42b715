import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import {
  cachedRoomSchema, keptListSchema, memoryStore, outboxItemSchema,
  type CachedRoom, type ClientStore, type KeptList, type StoredItem,
} from './store'

/**
 * A database that does not open in this time (blocked by another tab, or by the browser) is not used until the next
 * visit. The time is long, because a busy phone takes seconds to open one, and without it a reload loses what was
 * written.
 */
const OPEN_DEADLINE_MS = 15_000

interface Schema extends DBSchema {
  outbox: { key: string, value: StoredItem & { readonly user: string }, indexes: { user: string } }
  rooms: { key: [string, string], value: (CachedRoom | KeptList) & { readonly user: string, readonly room: string } }
}

/**
 * The list of rooms stands among the rooms, under a name that no room has: an older page in another tab could not open
 * a database with another store in it.
 */
const LIST = ''

type Database = IDBPDatabase<Schema>

/** Errors of a lost connection: closed or closing, its database process gone, or its transaction ended with it. */
const LOST: ReadonlySet<string> = new Set(['InvalidStateError', 'UnknownError', 'AbortError'])

/**
 * Stores everything in IndexedDB. Stores it in memory if the browser has none or blocks it, as some private windows do.
 *
 * A browser may close the connection while the page lives (a phone in the background, a full disk). Then it is opened
 * again, and the failed operation is repeated.
 */
export function idbStore(name = 'parley'): ClientStore {
  /** Until the browser is known to block it. */
  let lasting = true
  /** Null after a lost connection, until the next call. */
  let opened: Promise<ClientStore> | null = connect(() => {
    lasting = false
    return memoryStore()
  })
  /** The newest unfinished write of each record. */
  const newest = new Map<string, symbol>()

  function connect(otherwise: (error: unknown) => ClientStore): Promise<ClientStore> {
    const connecting: Promise<ClientStore> = openWithin(name, OPEN_DEADLINE_MS, () => forget(connecting))
      .then(over)
      .catch(otherwise)
    return connecting
  }

  function forget(connection: Promise<ClientStore>): void {
    if (opened === connection) opened = null
  }

  /**
   * If it can't be opened again, memory does not replace it, since that would be empty: the call fails, and the next
   * one tries again.
   */
  function current(): Promise<ClientStore> {
    return opened ??= connect((error) => {
      opened = null
      throw error
    })
  }

  // Each call awaits the same promise, so that writes begin in the order of their calls.
  async function run<Answer>(
    operation: (store: ClientStore) => Promise<Answer>,
    outdated = () => false,
  ): Promise<Answer> {
    const connection = current()
    const store = await connection
    try {
      return await operation(store)
    }
    catch (error) {
      if (!(error instanceof DOMException) || !LOST.has(error.name)) throw error
      forget(connection)
      if (outdated()) throw error // an older state must not overwrite a newer one
      return operation(await current())
    }
  }

  async function write(record: string, operation: (store: ClientStore) => Promise<void>): Promise<void> {
    const mine = Symbol(record)
    newest.set(record, mine)
    try {
      await run(operation, () => newest.get(record) !== mine)
    }
    finally {
      if (newest.get(record) === mine) newest.delete(record)
    }
  }

  return {
    get lasting() {
      return lasting
    },
    outbox: user => run(store => store.outbox(user)),
    strangers: user => run(store => store.strangers(user)),
    putItem: (user, item) => write(`item ${item.clientId}`, store => store.putItem(user, item)),
    removeItem: clientId => write(`item ${clientId}`, store => store.removeItem(clientId)),
    room: (user, room) => run(store => store.room(user, room)),
    putRoom: (user, room, cached) => write(`room ${user} ${room}`, store => store.putRoom(user, room, cached)),
    list: user => run(store => store.list(user)),
    putList: (user, list) => write(`list ${user}`, store => store.putList(user, list)),
  }
}

/**
 * @param lost called when the connection is closed, by the browser or here
 * @throws if it does not open in time
 */
async function openWithin(name: string, ms: number, lost: () => void): Promise<Database> {
  const opening = openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore('outbox', { keyPath: 'clientId' }).createIndex('user', 'user')
      database.createObjectStore('rooms', { keyPath: ['user', 'room'] })
    },
    // A newer version of the page wants to migrate the database, and must not wait for this tab.
    blocking: (_current, _wanted, event) => {
      lost()
      if (event.target instanceof IDBDatabase) event.target.close()
    },
    terminated: lost,
  })
  const tooLate = new Promise<never>((_resolve, reject) => {
    setTimeout(reject, ms, new Error(`The database "${name}" did not open in ${ms} ms.`))
  })
  return Promise.race([opening, tooLate])
}

function over(database: Database): ClientStore {
  return {
    lasting: true,
    async outbox(user) {
      const records = await database.getAllFromIndex('outbox', 'user', user)
      return records.flatMap(record => outboxItemSchema.safeParse(record).data ?? [])
    },
    async strangers(user) {
      const records = await database.getAll('outbox')
      return records.filter(record => record.user !== user).flatMap((record) => {
        const item = outboxItemSchema.safeParse(record).data
        return item ? { user: record.user, item } : []
      })
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
    async list(user) {
      return keptListSchema.safeParse(await database.get('rooms', [user, LIST])).data ?? null
    },
    async putList(user, list) {
      await database.put('rooms', { ...list, user, room: LIST })
    },
  }
}
