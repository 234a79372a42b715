// @ts-check
import { cpus, loadavg, totalmem } from 'node:os'
import process from 'node:process'

/** Where and when figures were taken, as they stand in docs/benchmarks.md. */
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

/** Processes that wanted to run, on average over the last minute. The benchmark's own are among them. */
export function load() {
  return (loadavg()[0] ?? 0).toFixed(2)
}
