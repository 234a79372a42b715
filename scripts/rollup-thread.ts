import type { Plugin } from 'rollup'

const SUFFIX = '?thread'

/**
 * Rollup plugin: `import url from './worker.ts?thread'` gives the URL of `worker.ts` built as a file of its own, to start
 * a worker thread with. Nitro bundles the server into one program and knows no workers; this adds one more entry to that build.
 */
export default function threadPlugin(): Plugin {
  return {
    name: 'parley:thread',
    async resolveId(source, importer) {
      if (!source.endsWith(SUFFIX)) return null
      const resolved = await this.resolve(source.slice(0, -SUFFIX.length), importer, { skipSelf: true })
      return resolved ? `\0${resolved.id}${SUFFIX}` : null
    },
    load(id) {
      if (!id.startsWith('\0') || !id.endsWith(SUFFIX)) return null
      const reference = this.emitFile({ type: 'chunk', id: id.slice(1, -SUFFIX.length) })
      return `export default import.meta.ROLLUP_FILE_URL_${reference}`
    },
  }
}
