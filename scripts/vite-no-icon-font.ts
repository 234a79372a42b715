import type { Plugin } from 'vite'

/**
 * Vite plugin: removes the style sheet of Vant's icons with its font (24 kB compressed, before the first frame).
 * `components/ui/Icon.vue` draws the icons; no component may use Vant's.
 */
export default function noIconFontPlugin(): Plugin {
  return {
    name: 'parley:no-icon-font',
    enforce: 'pre',
    transform(_code, id) {
      return id.includes('vant/es/icon/index.css') ? { code: '', map: null } : null
    },
  }
}
