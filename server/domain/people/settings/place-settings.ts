import * as z from 'zod/mini'
import { settingsSchema, type Settings } from '#shared/schemas/place'
import type { PlaceDb } from '../../tables'

/** The settings until an owner changes them. */
const DEFAULT_SETTINGS: Settings = { signUp: 'open', createRooms: 'members', guestsWrite: true }

/** The key of the row of table `setting` that holds them, as JSON. */
const KEY = 'place'

const storedSchema = z.partial(settingsSchema)

/** What the owner set for the whole place. A process keeps what it read last, and reads again when they change. */
export class PlaceSettings {
  /** As far as this process knows. For what is decided often; what is decided once reads them anew. */
  known: Settings = DEFAULT_SETTINGS

  constructor(private readonly db: PlaceDb) {}

  /** Reads them anew, in a transaction of the caller where given. */
  async read(db: PlaceDb = this.db): Promise<Settings> {
    const row = await db.selectFrom('setting').select('value').where('key', '=', KEY).executeTakeFirst()
    const stored = row ? storedSchema.safeParse(JSON.parse(row.value)) : undefined
    return { ...DEFAULT_SETTINGS, ...stored?.data }
  }

  /** They changed, here or in another process. */
  async refresh(): Promise<Settings> {
    return this.known = await this.read()
  }

  /** Stores them, in a transaction of the caller. */
  async store(tx: PlaceDb, settings: Settings): Promise<void> {
    const value = JSON.stringify(settings)
    await tx.insertInto('setting').values({ key: KEY, value })
      .onConflict(conflict => conflict.column('key').doUpdateSet({ value })).execute()
  }
}
