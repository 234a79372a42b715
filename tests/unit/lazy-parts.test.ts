import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** Each of these goes on without what could not be fetched, and tries again. */
const WITH_A_WAY_BACK = ['components/chat/link-finder.ts', 'components/manage/load-dialogs.ts', 'pages/index.vue']

// The menu was fetched when it was first opened: offline, the page was inert for good.
it('no part of the page is fetched only when it is wanted, unless the page goes on without it', () => {
  const inFolders = ['components', 'composables', 'pages', 'plugins'].flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)))
  const files = ['app.vue', 'error.vue', ...inFolders].filter(file => /\.(?:ts|vue)$/.test(file))
  expect(files.length).toBeGreaterThan(50)
  const lazy = files.filter(file => /<Lazy[A-Z]|defineAsyncComponent\(|\bimport\(/.test(readFileSync(file, 'utf8')))
  expect(lazy).toEqual(WITH_A_WAY_BACK)
})
