import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LATER_PARTS, LIST_PARTS } from '../../scripts/later-parts'

/** Each of these goes on without what could not be fetched, and tries again when the page is connected. */
const WITH_A_WAY_BACK = [
  'components/chat/link-finder.ts', 'components/chat/mention-splitter.ts', 'components/manage/load-dialogs.ts',
  'components/over/use-parts.ts',
  'components/room/use-list-part.ts', 'components/room/use-live-tabs.ts',
  // Loads what failed once more.
  'composables/useReloadReason.ts',
]

const inFolders = ['components', 'composables', 'pages', 'plugins'].flatMap(folder =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)))
const sources = ['app.vue', 'error.vue', ...inFolders]
  .filter(file => /\.(?:ts|vue)$/.test(file))
  .map(file => ({ file, text: readFileSync(file, 'utf8') }))

/** The tag of a component, as Nuxt names it: folder and file, without a word that both have. */
function tagOf(path: string): string {
  const words = path.replace(/^components\/|\.vue$/g, '').split('/')
  return `Lazy${words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`
}

describe('parts of the page that are fetched later', () => {
  // The menu was fetched when it was first opened: offline, the page was inert for good.
  it('are asked for only where the page goes on without them', () => {
    expect(sources.length).toBeGreaterThan(50)
    const lazy = sources.filter(({ text }) => /defineAsyncComponent\(|\bimport\(/.test(text)).map(({ file }) => file)
    expect(lazy).toEqual(WITH_A_WAY_BACK)
  })

  it('are in a file that is fetched once the page is idle, if their tags begin with Lazy', () => {
    const tags = sources.flatMap(({ text }) => [...text.matchAll(/<(Lazy[A-Za-z]+)/g)].map(([, tag]) => tag ?? ''))
    expect(new Set(tags)).toEqual(new Set([...LATER_PARTS, ...LIST_PARTS].map(tagOf)))
  })
})
