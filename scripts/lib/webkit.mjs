// @ts-check
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { onPath } from './on-path.mjs'

/** Only Linux has packages of WebKit with a driver. */
export const WEBKIT_EXISTS = process.platform === 'linux'

/**
 * @param {string} root
 * @param {RegExp} name
 * @returns {string[]} the paths of matching entries
 */
function named(root, name) {
  if (!existsSync(root)) return []
  return readdirSync(root).filter(entry => name.test(entry)).toSorted().map(entry => join(root, entry))
}

/** WebKitGTK's own small browser, which its driver starts. It is beside the library, in one folder per version. */
function miniBrowser() {
  const roots = ['/usr/libexec', '/usr/lib64', '/usr/lib', ...named('/usr/lib', /-linux-gnu/)]
  return roots
    .flatMap(root => named(root, /^webkit2?gtk-[\d.]+$/))
    .map(folder => join(folder, 'MiniBrowser'))
    .findLast(file => existsSync(file))
}

/**
 * The system's WebKit.
 * @returns {{ driver: string, browser: string } | undefined} the paths of its WebDriver server and of its browser
 */
export function systemWebKit() {
  const driver = onPath('WebKitWebDriver')
  const browser = miniBrowser()
  return driver && browser ? { driver, browser } : undefined
}
