// @ts-check
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { ROOT } from './paths.mjs'

/**
 * Characters that build packages misread: in file patterns, URLs and quoted code. Tested: blanks, letters of all
 * alphabets and `$ , + @ ~ & = ; ^ !` work.
 */
const NOT_BUILDABLE = /[()[\]{}*?#%'"`\\]/g

/**
 * Says why the app can't be built in this folder, with the remedy; null if it can.
 * @param {string} root absolute
 * @returns {string | null}
 */
export function folderProblem(root) {
  const found = [...new Set(root.match(NOT_BUILDABLE))]
  if (found.length === 0) return null
  const plain = basename(root).replace(NOT_BUILDABLE, '').trim().replace(/\s+/g, '-') || 'parley'
  const example = new RegExp(NOT_BUILDABLE.source).test(basename(root))
    ? `mv ${quoted(root)} ${quoted(join(dirname(root), plain))}`
    : `mv ${quoted(root)} ~/${plain}`
  const problem = `Parley can't be built in the folder ${root}, because of ${found.join(' ')} in its path.`
  return `${problem} Rename or move the folder, then start again there: ${example}`
}

/**
 * Ends the process with a message if the app can't be built here, before it installs for minutes. A finished build runs
 * anywhere.
 */
export function requireBuildableFolder() {
  const problem = folderProblem(ROOT)
  if (!problem) return
  console.error(problem)
  process.exit(1)
}

/** @param {string} path for a shell */
function quoted(path) {
  return `'${path.replaceAll('\'', '\'\\\'\'')}'`
}
