import type { SqlValue } from './sql'

/** How an engine wants its statements. */
export interface Engine {
  /** SQLite has one writer and needs no lock; PostgreSQL locks the rooms until the commit, which makes `seq` order commit order. */
  readonly lock: '' | ' FOR UPDATE'
  /** Rows in one statement at most. */
  readonly rowsPerStatement: number
  /** A query that gives so many rows, whose columns are named `column1`, `column2` …, as both engines name those of VALUES. */
  table(rows: number, columns: number): string
  /** The parameters of that query. */
  bind(rows: readonly (readonly SqlValue[])[]): readonly SqlValue[]
}
