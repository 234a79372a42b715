import type { Plugin } from 'vite'
import { bundle } from './bundle'

const THREAD = '?thread'

/**
 * The `?thread` import of the server build (scripts/rollup-thread.ts), for tests: gives the URL of the file bundled by
 * esbuild.
 */
export default function threadPlugin(): Plugin {
  return {
    name: 'parley:thread',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith(THREAD)) return null
      const resolved = await this.resolve(source.slice(0, -THREAD.length), importer, { skipSelf: true })
      return resolved ? `\0${resolved.id}${THREAD}` : null
    },
    async load(id) {
      if (!id.startsWith('\0') || !id.endsWith(THREAD)) return null
      return `export default ${JSON.stringify(await bundle(id.slice(1, -THREAD.length)))}`
    },
  }
}
