import { BATCH_MAX } from '../driver'
import type { Engine } from '../engine'

/**
 * Rows come as one text of JSON: to bring values into the engine one by one, and a statement a row, costs about as much as to store them. One text of SQL serves any
 * number of rows, so that all statements stay prepared.
 */
export const SQLITE: Engine = {
  lock: '',
  rowsPerStatement: BATCH_MAX,
  table: (_rows, columns) => `SELECT ${Array.from({ length: columns }, (_, i) => `value ->> ${i} AS column${i + 1}`).join(', ')} FROM json_each($1)`,
  bind: rows => [JSON.stringify(rows)],
}
