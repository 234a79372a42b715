// @ts-check
import { spawn } from 'node:child_process'
import process from 'node:process'
import { ROOT } from './paths.mjs'

/*
 * Without execa, which the other scripts, the tests and the benchmarks use: `npm start` and `npm test` install the
 * packages with this file, so it runs before any of them is there.
 */

const WINDOWS = process.platform === 'win32'

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

/**
 * Signals a child's process group, so that its own children end too.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (!child.pid) return
  try {
    process.kill(WINDOWS ? child.pid : -child.pid, signal)
  }
  catch {
    // It has ended meanwhile.
  }
}

/**
 * Forwards SIGINT and SIGTERM to running children, then exits as a shell does: 128 + the signal's number.
 * @returns {() => void} ends this
 */
export function forwardSignals() {
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    for (const child of running) signalGroup(child, signal)
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }
  process.on('SIGINT', forward).on('SIGTERM', forward)
  return () => process.off('SIGINT', forward).off('SIGTERM', forward)
}

/**
 * Runs a command to its end, without input. With `show` its output goes to the terminal, else it is collected.
 * Never rejects: a command that can't start, or takes too long, has a code other than 0 and the reason in `output`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ show?: boolean, env?: Record<string, string>, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { show = false, env = {}, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const stdio = show ? 'inherit' : 'pipe'
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', stdio, stdio],
      detached: !WINDOWS,
      shell: WINDOWS,
    })
    running.add(child)
    let output = ''
    const gather = (/** @type {Buffer} */ chunk) => void (output += chunk)
    child.stdout?.on('data', gather)
    child.stderr?.on('data', gather)
    const timer = timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          output += `\nStopped: it ran longer than ${Math.round(timeoutMs / 1000)} s.`
          signalGroup(child, 'SIGKILL')
        }, timeoutMs)
    const end = (/** @type {number | null} */ code) => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ code: code ?? 1, output })
    }
    child.on('error', (error) => {
      output += error.message
      end(1)
    })
    child.on('close', end)
  })
}

/**
 * Runs the npm that started this process, with the same version and settings.
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function npm(args, options) {
  const cli = process.env.npm_execpath
  return cli?.endsWith('.js') ? run(process.execPath, [cli, ...args], options) : run('npm', args, options)
}
