import type { Plugin } from 'vite'

/**
 * Vite plugin: leaves out the style sheet of Vant's icons, with the font inside it (24 kB compressed, before the first frame).
 * Icons are drawn by `components/ui/Icon.vue`; no component may use Vant's.
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
