// @ts-check
import { createConnection } from 'node:net'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
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

/** @param {number} port @returns {Promise<boolean>} whether a program listens there */
function listens(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port })
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false)).on('connect', () => socket.destroy())
  })
}

/**
 * Starts a program that ends with this one at the latest, and waits until it is ready.
 * @param {StartOptions} options
 * @returns {Promise<Running>}
 */
export async function startProcess({
  command, args, port, env = {}, ipc = false, uid, gid, cwd = ROOT, quiet = false,
  timeoutMs = START_TIMEOUT_MS, ready = () => listens(port),
}) {
  if (await listens(port))
    throw new Error(`Port ${port} is in use. Choose others with --port, or end the program that listens there.`)
  const child = execa(command, args, {
    cwd, uid, gid, ipc, serialization: 'json', extendEnv: false, reject: false, forceKillAfterDelay: STOP_TIMEOUT_MS,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env },
    stdin: 'ignore', stdout: 'ignore', stderr: quiet ? 'ignore' : 'inherit',
  })
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
      // A program that is busy with final writes is killed after a while (`forceKillAfterDelay`).
      child.kill(signal)
      await child
    },
  }
}
