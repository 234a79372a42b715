import type { Principal } from '../../core/principal'
import type { PlaceDb } from '../tables'
import { toPerson, PERSON } from './people'

/** Finds users by their handles: accounts that are not disabled. */
export class Handles {
  constructor(private readonly db: PlaceDb) {}

  async find(handles: readonly string[]): Promise<ReadonlyMap<string, Principal>> {
    if (handles.length === 0) return new Map()
    const rows = await this.db.selectFrom('person').select(PERSON)
      .where('handle', 'in', handles).where('disabled_at', 'is', null).execute()
    return new Map(rows.flatMap(row => row.handle === null ? [] : [[row.handle, toPerson(row)] as const]))
  }
}
