import { relative } from 'node:path'
import { addVitePlugin, defineNuxtModule } from 'nuxt/kit'
import { completeManifest } from '../scripts/lib/chunk-manifest'

/** Components and the texts of a language: modules that a render can report as used. */
const isRendered = (module: string) => /^(?!\.\.|node_modules).+\.(?:vue|json)$/.test(module)

/**
 * Nuxt module: a rendered page links all of its style sheets and preloads all of its scripts, however Rollup splits the
 * chunks.
 */
export default defineNuxtModule({
  meta: { name: 'parley-chunks' },
  setup(_options, nuxt) {
    const chunks = new Map<string, string>()
    const assets = nuxt.options.app.buildAssetsDir.replace(/^\//, '')

    addVitePlugin({
      name: 'parley:chunks',
      generateBundle(_output, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'chunk') continue
          const paths = file.moduleIds.map(id => relative(nuxt.options.srcDir, id.split('?')[0] ?? id))
          for (const module of paths.filter(isRendered)) chunks.set(module, file.fileName.replace(assets, ''))
        }
      },
    }, { server: false })

    nuxt.hook('build:manifest', manifest => completeManifest(manifest, chunks))
  },
})
