import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Plugin } from 'esbuild'
import { bundleProgram } from '../../scripts/bundle-program'

/** Inside node_modules, so that a bundle finds its packages. */
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/parley-tests', import.meta.url))

const EXTERNAL = ['ioredis', 'libsql', 'pg', 'pino', 'ws']

const THREAD = '?thread'

/** The `?thread` import of the server build (scripts/rollup-thread.ts), for esbuild. */
const threads: Plugin = {
  name: 'thread',
  setup(builder) {
    builder.onResolve({ filter: /\?thread$/ }, ({ path, resolveDir }) => {
      return { path: resolve(resolveDir, path.slice(0, -THREAD.length)), namespace: 'thread' }
    })
    builder.onLoad({ filter: /.*/, namespace: 'thread' }, async ({ path }) => {
      return { contents: `export default ${JSON.stringify(await bundle(path))}` }
    })
  },
}

/**
 * Bundles a TypeScript program for Node, for tests that start it as a thread or process.
 * @returns the `file:` URL of the program
 */
export async function bundle(entry: string): Promise<string> {
  const { code } = await bundleProgram(entry, EXTERNAL, [threads])
  // Named by its content, so that no test process overwrites a bundle that another one runs.
  const file = resolve(
    FOLDER,
    `${basename(entry, '.ts')}-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`,
  )
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(file, code)
  return pathToFileURL(file).href
}
