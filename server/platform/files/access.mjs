// @ts-check
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'

/**
 * Why this process can't read and write a file, in a sentence with the remedy; null where neither the rights of file and folders are the reason
 * nor a file system that is read-only.
 * A script of plain JavaScript, because `npm run backup` and `npm run restore` use it as well.
 * @param {string} file that is there or is to be made
 * @returns {string | null}
 */
export function accessProblem(file) {
  if (isReadOnly(file)) return `${dirname(file)} is on a file system that is read-only. Mount it to be written (mount -o remount,rw)`
  const path = firstClosed(file)
  const stat = path === null ? null : statOf(path)
  if (path === null || !stat) return null
  const own = process.getuid?.() ?? -1
  const [owner, me] = [userName(stat.uid), userName(own)]
  const folder = stat.isDirectory() ? path : dirname(path)
  const remedy = stat.uid === own ? `Change that: chmod -R u+rwX '${folder}'` : `Run it as ${owner}, or give the folder to ${me}: sudo chown -R ${me} '${folder}'`
  return `${path} belongs to ${owner} (mode ${(stat.mode & 0o7777).toString(8)}), and this process, which runs as ${me}, may not use it. ${remedy}`
}

/**
 * The outermost of the file and its folders that this user may not use: folders to go through, the last that exists to write in it.
 * @param {string} file
 * @returns {string | null}
 */
function firstClosed(file) {
  for (const path of pathsTo(file)) {
    const stat = statOf(path)
    // What can't be there under a file, or in a folder that is not there, is not a matter of rights.
    if (!stat) return isOpen(dirname(path), constants.W_OK | constants.X_OK) ? null : dirname(path)
    if (path !== file && !stat.isDirectory()) return null
    if (!isOpen(path, stat.isDirectory() ? constants.X_OK : constants.R_OK | constants.W_OK)) return path
  }
  return null
}

/**
 * All folders of a file from the outermost, and the file.
 * @param {string} file
 * @returns {string[]}
 */
function pathsTo(file) {
  const parent = dirname(file)
  return parent === file ? [file] : [...pathsTo(parent), file]
}

/** @param {string} file that is there or not */
function isReadOnly(file) {
  const path = pathsTo(file).findLast(each => statOf(each))
  try {
    if (path) accessSync(path, constants.W_OK)
    return false
  }
  catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EROFS'
  }
}

/** @param {string} path */
function statOf(path) {
  try {
    return statSync(path, { throwIfNoEntry: false })
  }
  catch {
    return undefined
  }
}

/**
 * @param {string} path
 * @param {number} rights
 */
function isOpen(path, rights) {
  try {
    accessSync(path, rights)
    return true
  }
  catch (error) {
    // A read-only file system and the like are not a matter of rights.
    return !(error instanceof Error && 'code' in error && error.code === 'EACCES')
  }
}

/**
 * The name of a user where the machine knows one.
 * @param {number} uid
 */
function userName(uid) {
  try {
    const line = readFileSync('/etc/passwd', 'utf8').split('\n').find(each => each.split(':')[2] === String(uid))
    return line?.split(':')[0] || `user ${uid}`
  }
  catch {
    return `user ${uid}`
  }
}
