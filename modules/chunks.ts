import { relative } from 'node:path'
import { addVitePlugin, defineNuxtModule } from 'nuxt/kit'
import { completeManifest } from '../scripts/lib/chunk-manifest'

/** Components, and the texts of a language: what a server may tell that it rendered with. */
const isRendered = (module: string) => /^(?!\.\.|node_modules).+\.(?:vue|json)$/.test(module)

/** Nuxt module: every style sheet of a rendered page is linked and its scripts are preloaded, whatever Rollup made of its chunks. */
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
          const modules = file.moduleIds.map(id => relative(nuxt.options.srcDir, id.split('?')[0] ?? id)).filter(isRendered)
          for (const module of modules) chunks.set(module, file.fileName.replace(assets, ''))
        }
      },
    }, { server: false })

    nuxt.hook('build:manifest', manifest => completeManifest(manifest, chunks))
  },
})
