// @ts-check
import { existsSync, readdirSync } from 'node:fs'
// Not execa: `npm test` runs this before it installs the packages (see run.mjs).
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { onPath } from './on-path.mjs'

/** Debian installs the server outside PATH, in a folder per version; Homebrew has a folder per formula. */
const ROOTS = [
  { root: '/usr/lib/postgresql', isOurs: (/** @type {string} */ name) => /^\d+$/.test(name) },
  { root: '/opt/homebrew/opt', isOurs: (/** @type {string} */ name) => name.startsWith('postgresql') },
]

const REMEDY
  = 'Install PostgreSQL (Debian and Ubuntu: apt-get install postgresql), or put its folder of programs on PATH.'

/** Folders of PostgreSQL's programs outside PATH, the newest version first. */
function folders() {
  return ROOTS.filter(({ root }) => existsSync(root)).flatMap(({ root, isOurs }) => {
    const names = readdirSync(root).filter(isOurs).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    return names.map(name => `${root}/${name}/bin`)
  })
}

/**
 * A program of PostgreSQL: of the newest version outside PATH, else the one on PATH.
 * @param {'initdb' | 'postgres'} name
 * @returns {string | undefined} its path
 */
export function findPostgres(name) {
  return onPath(name, folders()) ?? onPath(name)
}

/** Like `findPostgres`. @param {'initdb' | 'postgres'} name @throws Error with the remedy, where there is none */
export function postgresProgram(name) {
  const found = findPostgres(name)
  if (found === undefined) throw new Error(`There is no ${name} here. ${REMEDY}`)
  return found
}

/**
 * The user who runs PostgreSQL for root, since it refuses to run as root; undefined for other users.
 * @returns {{ readonly uid: number, readonly gid: number } | undefined}
 */
export function postgresOwner() {
  if (process.getuid?.() !== 0) return undefined
  const id = (/** @type {string} */ flag, /** @type {string} */ name) =>
    Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout)
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = [id('-u', name), id('-g', name)]
    if (uid > 0 && gid > 0) return { uid, gid }
  }
  throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.')
}
