import { baseCompile } from '@intlify/message-compiler'
import type { Plugin } from 'rollup'

/** Texts of a language file, compiled: what vue-i18n would else do in the browser, with a compiler of 5 kB that nothing else needs. */
function compile(texts: unknown): unknown {
  if (typeof texts === 'string') return baseCompile(texts, { jit: true, minify: true, location: false }).ast
  if (typeof texts !== 'object' || texts === null) return texts
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, compile(value)]))
}

/**
 * Rollup plugin for the server: the language files it serves to browsers (`/_i18n/…/messages.json`) hold compiled texts, as those
 * bundled by Vite do, so the message compiler can be left out (`i18n.bundle` in nuxt.config.ts).
 */
export default function messagesPlugin(): Plugin {
  return {
    name: 'parley:messages',
    transform(code, id) {
      if (!/\/i18n\/locales\/\w+\.json$/.test(id)) return null
      return { code: JSON.stringify(compile(JSON.parse(code))), map: null }
    },
  }
}
