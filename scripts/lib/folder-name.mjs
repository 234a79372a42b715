// @ts-check
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { ROOT } from './paths.mjs'

/**
 * Characters that the packages of the build do not take as they are: patterns of file names, escapes and fragments of addresses, and quotes in programs
 * that they write. Tried with each kind: blanks, letters of all alphabets and `$ , + @ ~ & = ; ^ !` work.
 */
const NOT_BUILDABLE = /[()[\]{}*?#%'"`\\]/g

/**
 * What to tell somebody whose repository lies in a folder that the app can't be built in, or null.
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
  return `Parley can't be built in the folder ${root}, because of ${found.join(' ')} in its path. Rename or move the folder, then start again there: ${example}`
}

/** Ends the process with a sentence when the app can't be built where it is: before minutes go into installing. What was built elsewhere runs anywhere. */
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
