// @ts-check
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder, removeFolder } from './server.mjs'
import { percentile } from './stats.mjs'

const WRITE_BYTES = 4096

/**
 * Time of one durable write to the disk: 4 KB at the end of a file, then fdatasync. No acknowledgement can be faster.
 * @param {number} writes
 * @returns {{ p50: number, p99: number }} milliseconds
 */
export function measureDisk(writes) {
  const folder = dataFolder()
  const file = join(folder, 'fdatasync')
  const descriptor = openSync(file, 'w')
  const block = Buffer.alloc(WRITE_BYTES, 1)
  const times = Array.from({ length: writes }, () => {
    const began = performance.now()
    writeSync(descriptor, block)
    fdatasyncSync(descriptor)
    return performance.now() - began
  })
  closeSync(descriptor)
  rmSync(file)
  removeFolder(folder)
  return { p50: percentile(times, 50), p99: percentile(times, 99) }
}
