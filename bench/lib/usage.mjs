// @ts-check
import { readdirSync, readFileSync } from 'node:fs'

/** Processor time and memory from /proc, for servers in any language, with threads and children. Linux only. */

/** Linux counts a process's time in hundredths of a second, whatever the kernel's own clock is. */
const TICK_MS = 10

/** @typedef {{ cpuMs: number, rssKb: number }} Usage */

/**
 * @param {string} stat of /proc/PID/stat
 * @returns {{ parent: number, ticks: number }} ticks of user and system time, with those of children that have ended
 */
export function parseStat(stat) {
  // After the name in brackets, which may hold spaces and brackets: state is field 3, parent 4, user and system time 14
  // and 15, those of children 16 and 17.
  const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ')
  const ticks = [11, 12, 13, 14].reduce((total, field) => total + Number(fields[field]), 0)
  return { parent: Number(fields[1]), ticks }
}

/** @param {number | string} pid @param {string} file */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  }
  catch {
    return '' // It has ended.
  }
}

/** A process and all below it. @param {number} root */
function family(root) {
  const parents = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(name => [Number(name), parseStat(read(name, 'stat')).parent])
  const found = [root]
  for (const pid of found) found.push(...parents.flatMap(([child = 0, parent]) => parent === pid ? [child] : []))
  return found
}

/**
 * Processor time so far and present memory of processes and their children. Shared memory counts in each process.
 * @param {readonly number[]} roots
 * @returns {Usage}
 */
export function usageOf(roots) {
  return roots.flatMap(family).reduce((total, pid) => {
    const stat = read(pid, 'stat')
    if (!stat) return total
    const [, rss = '0'] = /^VmRSS:\s+(\d+)/m.exec(read(pid, 'status')) ?? []
    return { cpuMs: total.cpuMs + parseStat(stat).ticks * TICK_MS, rssKb: total.rssKb + Number(rss) }
  }, { cpuMs: 0, rssKb: 0 })
}
