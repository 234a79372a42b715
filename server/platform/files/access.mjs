// @ts-check
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'

/**
 * Says in a sentence, with the remedy, why this process can't read and write a file. Returns null if the reason is
 * neither the rights of the file and its folders nor a read-only file system.
 * Plain JavaScript, because `npm run backup` and `npm run restore` use it too.
 * @param {string} file an existing file, or one to create
 * @returns {string | null}
 */
export function accessProblem(file) {
  if (isReadOnly(file)) {
    return `${dirname(file)} is on a read-only file system. Mount it for writing (mount -o remount,rw)`
  }
  const path = firstClosed(file)
  const stat = path === null ? null : statOf(path)
  if (path === null || !stat) return null
  const own = process.getuid?.() ?? -1
  const [owner, me] = [userName(stat.uid), userName(own)]
  const folder = stat.isDirectory() ? path : dirname(path)
  const remedy = stat.uid === own
    ? `Change that: chmod -R u+rwX '${folder}'`
    : `Run it as ${owner}, or give the folder to ${me}: sudo chown -R ${me} '${folder}'`
  const mode = (stat.mode & 0o7777).toString(8)
  return `${path} belongs to ${owner} (mode ${mode}), and this process, which runs as ${me}, may not use it. ${remedy}`
}

/**
 * The outermost of the file and its folders that this user may not use. Folders need the right to pass, the last
 * existing one the right to write.
 * @param {string} file
 * @returns {string | null}
 */
function firstClosed(file) {
  for (const path of pathsTo(file)) {
    const stat = statOf(path)
    // A path below a file, or in a missing folder, is not a matter of rights.
    if (!stat) return isOpen(dirname(path), constants.W_OK | constants.X_OK) ? null : dirname(path)
    if (path !== file && !stat.isDirectory()) return null
    if (!isOpen(path, stat.isDirectory() ? constants.X_OK : constants.R_OK | constants.W_OK)) return path
  }
  return null
}

/**
 * All folders of a file, from the outermost, and the file.
 * @param {string} file
 * @returns {string[]}
 */
function pathsTo(file) {
  const parent = dirname(file)
  return parent === file ? [file] : [...pathsTo(parent), file]
}

/** @param {string} file an existing file or not */
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
    // Other errors, such as a read-only file system, are not a matter of rights.
    return !(error instanceof Error && 'code' in error && error.code === 'EACCES')
  }
}

/**
 * The name of a user, if the machine knows one.
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
