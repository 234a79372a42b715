// @ts-check
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  }
  catch {
    return false
  }
}

/**
 * The first program of that name in `folders`.
 * @param {string} name
 * @param {readonly string[]} [folders] those of PATH if not given
 * @returns {string | undefined}
 */
export function onPath(name, folders = (process.env.PATH ?? '').split(delimiter)) {
  return folders.filter(Boolean).map(folder => join(folder, name)).find(isProgram)
}
