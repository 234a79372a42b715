import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Inside node_modules, so that what a bundle imports from there is found. */
const folder = resolve(root, 'node_modules/.cache/parley-tests')

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
 * Bundles a TypeScript program for Node, for tests that start it as a thread or as a process of its own.
 * @returns the `file:` URL of the program
 */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles: [output] } = await build({
    entryPoints: [entry],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Packages with native or many files stay outside; the others go in, because a bundle starts ten times faster.
    external: ['libsql', 'pg', 'pino'],
    alias: { '#shared': resolve(root, 'shared') },
    plugins: [threads],
    logLevel: 'error',
  })
  if (!output) throw new Error(`esbuild made nothing of ${entry}.`)
  // Named by what is in it, so that test processes never overwrite a bundle that another one runs.
  const file = resolve(folder, `${basename(entry, '.ts')}-${createHash('sha256').update(output.contents).digest('hex').slice(0, 16)}.mjs`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, output.contents)
  return pathToFileURL(file).href
}
