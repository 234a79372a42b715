// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '../../scripts/lib/paths.mjs'

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 10_000
const POLL_MS = 20

/**
 * @typedef {{ pid: number, child: import('node:child_process').ChildProcess, stop: (signal?: NodeJS.Signals) =>
 *   Promise<void> }} Running
 * @typedef {{ command: string, args: readonly string[], port: number, env?: NodeJS.ProcessEnv, ipc?: boolean, uid?:
 *   number, gid?: number, cwd?: string, quiet?: boolean, timeoutMs?: number, ready?: () => Promise<boolean> }}
 *   StartOptions
 *   By default it is ready once it listens.
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()
process.once('exit', () => running.forEach(child => child.kill('SIGKILL')))

/** @param {number} port @returns {Promise<boolean>} whether a program listens there */
function listens(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port })
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false)).on('connect', () => socket.destroy())
  })
}

/**
 * Starts a program, and waits until it is ready.
 * @param {StartOptions} options
 * @returns {Promise<Running>}
 */
export async function startProcess({
  command, args, port, env = {}, ipc = false, uid, gid, cwd = ROOT, quiet = false,
  timeoutMs = START_TIMEOUT_MS, ready = () => listens(port),
}) {
  if (await listens(port))
    throw new Error(`Port ${port} is in use. Choose others with --port, or end the program that listens there.`)
  const child = spawn(command, args, {
    cwd, uid, gid,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'ignore', quiet ? 'ignore' : 'inherit', ipc ? 'ipc' : 'ignore'],
  })
  running.add(child)
  const ended = once(child, 'exit').finally(() => running.delete(child))
  const began = performance.now()
  while (!await ready()) {
    if (child.exitCode !== null)
      throw new Error(`${command} ended with ${child.exitCode} instead of listening on port ${port}.`)
    if (performance.now() - began > timeoutMs)
      throw new Error(`${command} does not listen on port ${port} after ${timeoutMs} ms.`)
    await sleep(POLL_MS)
  }
  return {
    pid: child.pid ?? -1,
    child,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      // Does not wait for a program that is busy with final writes.
      const stopped = await Promise.race([ended, sleep(STOP_TIMEOUT_MS, null, { ref: false })])
      if (!stopped) child.kill('SIGKILL')
      await ended
    },
  }
}
