// @ts-check
import { cpus, loadavg, totalmem } from 'node:os'
import process from 'node:process'

/** Time and machine of figures, as docs/benchmarks.md shows them. */
export function machine() {
  const all = cpus()
  return [
    new Date().toISOString().slice(0, 16).replace('T', ' '),
    `${all.length} cores (${all[0]?.model ?? 'unknown'})`,
    `${Math.round(totalmem() / 1e9)} GB`,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
    `load ${load()}`,
  ].join(', ')
}

/** Average number of processes that wanted to run in the last minute, the benchmark's own included. */
export function load() {
  return (loadavg()[0] ?? 0).toFixed(2)
}
