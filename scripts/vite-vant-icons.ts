import type { Plugin } from 'vite'

/**
 * Vite plugin: Vant's icon font comes inside its style sheet, with a copy on a foreign server as fallback. A self-hosted page asks
 * no foreign server, and its Content-Security-Policy would report the attempt, so the fallback is taken out.
 */
export default function vantIconsPlugin(): Plugin {
  return {
    name: 'parley:vant-icons',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('vant/es/icon/index.css')) return null
      return { code: code.replace(/,url\(\/\/[^)]+\) format\("woff"\)/, ''), map: null }
    },
  }
}
