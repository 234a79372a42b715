import { parse } from 'node:path'
import type { Plugin } from 'rollup'
import { bundleProgram } from './bundle-program'

const SUFFIX = '?thread'

/** Packages that can't be bundled, because they hold a native binary. */
const EXTERNAL = ['libsql']

/**
 * Rollup plugin: `import url from './worker.ts?thread'` gives the URL of `worker.ts`, built as its own program for a
 * worker thread. Nitro has no workers. A chunk of its build would share code with the chunk that starts the server, so
 * that each thread would start another server.
 */
export default function threadPlugin(): Plugin {
  const threads = new Set<string>()
  return {
    name: 'parley:thread',
    async resolveId(source, importer) {
      if (!source.endsWith(SUFFIX)) return null
      const resolved = await this.resolve(source.slice(0, -SUFFIX.length), importer, { skipSelf: true })
      return resolved ? `\0${resolved.id}${SUFFIX}` : null
    },
    async load(id) {
      if (!id.startsWith('\0') || !id.endsWith(SUFFIX)) return null
      const entry = id.slice(1, -SUFFIX.length)
      const { code, files } = await bundleProgram(entry, EXTERNAL)
      for (const file of files) this.addWatchFile(file)
      // Nitro copies requested packages into its output: request those of the thread.
      for (const name of EXTERNAL) await this.resolve(name, entry)
      const reference = this.emitFile({ type: 'asset', name: `${parse(entry).name}.mjs`, source: code })
      threads.add(reference)
      return `export default import.meta.ROLLUP_FILE_URL_${reference}`
    },
    resolveFileUrl({ referenceId, relativePath }) {
      // Nitro replaces `import.meta.url` by the URL of the server's first file, which is unknown while modules are
      // evaluated. `_import_meta_url_` is its name for the real one.
      return threads.has(referenceId) ? `new URL(${JSON.stringify(relativePath)}, _import_meta_url_).href` : null
    },
  }
}
