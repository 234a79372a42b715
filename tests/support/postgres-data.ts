import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { execaSync } from 'execa'
import { ROOT } from '../../scripts/lib/paths.mjs'
import { postgresProgram } from '../../scripts/lib/postgres.mjs'

export interface Owner { readonly uid: number, readonly gid: number }

export const USER = 'parley'

const KEPT = join(ROOT, '.cache', 'test')

/**
 * Makes the data folder of a server that never ran. `initdb` needs a second of a core, and a copy of what it made a
 * tenth of that, so its result is kept. The folder belongs to the user who is to run the server.
 */
export function makeData(folder: string, owner: Owner | undefined): void {
  const kept = join(KEPT, `postgres-${basename(dirname(dirname(postgresProgram('initdb'))))}`)
  if (!existsSync(kept)) keep(kept, owner)
  cpSync(kept, folder, { recursive: true })
  chmodSync(folder, 0o700)
  if (owner) run('chown', ['-R', `${owner.uid}:${owner.gid}`, folder])
}

/** Several processes of tests may do this at once: one of their results stays. */
function keep(kept: string, owner: Owner | undefined): void {
  const place = mkdtempSync(join(tmpdir(), 'parley-postgres-'))
  if (owner) chownSync(place, owner.uid, owner.gid)
  const made = join(place, 'data')
  const options = ['--username', USER, '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C', '--no-sync']
  run(postgresProgram('initdb'), ['--pgdata', made, ...options], owner)
  mkdirSync(KEPT, { recursive: true })
  const own = mkdtempSync(`${kept}-`)
  cpSync(made, own, { recursive: true })
  rmSync(place, { recursive: true })
  try {
    renameSync(own, kept)
  }
  catch {
    rmSync(own, { recursive: true }) // Another process was first.
  }
}

function run(program: string, args: readonly string[], owner?: Owner): void {
  execaSync(program, args, { ...owner, cwd: '/' })
}
