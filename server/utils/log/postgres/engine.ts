import type { Engine } from '../engine'

function tuple(columns: number, from: number): string {
  return `(${Array.from({ length: columns }, (_, i) => `$${from + i}`).join(', ')})`
}

export const POSTGRES: Engine = {
  lock: ' FOR UPDATE',
  /** 8 columns a row, far below the 65,535 values that one statement can have. */
  rowsPerStatement: 500,
  table: (rows, columns) => `VALUES ${Array.from({ length: rows }, (_, i) => tuple(columns, i * columns + 1)).join(', ')}`,
  bind: rows => rows.flat(),
}
