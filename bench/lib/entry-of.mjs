// @ts-check
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** @param {string} folder a built working copy @returns {string} its server @throws Error where it is not built */
export function entryOf(folder) {
  const entry = join(resolve(folder), '.output', 'server', 'index.mjs')
  if (!existsSync(entry)) throw new Error(`--against ${folder}: there is no ${entry}. `
    + 'Name a working copy that is built: git worktree add ../base COMMIT, then npm ci and npm run build there.')
  return entry
}
