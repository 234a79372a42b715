import type { Migration } from 'kysely'
import { createLog } from './0001-log'
import { addChanges } from './0002-changes'
import { addPlace } from './0003-place'
import { addFaces } from './0004-faces'
import { addConsumers } from './0005-consumers'
import { addMentions } from './0006-mentions'

/** All migrations by name, in order. Never change a released one; correct it with a later one. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-log': createLog,
  '0002-changes': addChanges,
  '0003-place': addPlace,
  '0004-faces': addFaces,
  '0005-consumers': addConsumers,
  '0006-mentions': addMentions,
}
