// @ts-check
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { ROOT, SERVER_ENTRY } from './paths.mjs'

const STAMP = join(ROOT, '.output', 'build-stamp')

/** Folders that affect the build. A change in a folder that is missing here would leave an old build in use. */
export const BUILT_FOLDERS = [
  'assets', 'client', 'components', 'composables', 'i18n', 'layers', 'layouts', 'middleware', 'modules', 'pages',
  'plugins', 'public', 'server', 'shared', 'utils',
]

/** Single files that affect the build. */
export const BUILT_FILES = [
  'package.json', 'package-lock.json', 'nuxt.config.ts', 'tsconfig.json', 'app.vue', 'app.config.ts', 'error.vue',
]

/**
 * @param {string} folder relative to the repository
 * @returns {string[]}
 */
function filesIn(folder) {
  if (!existsSync(join(ROOT, folder))) return []
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}

/** nuxt.config.ts imports parts of the build from here. The scripts themselves (`.mjs`) don't affect it. */
function buildScripts() {
  return filesIn('scripts').filter(file => file.endsWith('.ts'))
}

/** A hash of the build's sources and of the platform, since packages bring native code. */
export function sourceHash() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`)
  const single = BUILT_FILES.filter(file => existsSync(join(ROOT, file)))
  const files = [...single, ...buildScripts(), ...BUILT_FOLDERS.flatMap(filesIn)].sort()
  for (const file of files) {
    const content = readFileSync(join(ROOT, file))
    hash.update(`${file} ${content.length}\n`).update(content)
  }
  return hash.digest('hex')
}

/** @returns {'fresh' | 'stale' | 'missing'} */
export function buildState() {
  if (!existsSync(SERVER_ENTRY)) return 'missing'
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sourceHash() ? 'fresh' : 'stale'
}

/** @param {string} hash of the sources, taken before the build: edits during a build are not in it */
export function writeStamp(hash) {
  mkdirSync(dirname(STAMP), { recursive: true })
  writeFileSync(STAMP, hash)
}
