import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, expect, it, vi } from 'vitest'
import Language from '~/components/menu/Language.vue'

afterEach(() => vi.unstubAllGlobals())

async function choose(account: boolean) {
  const asked: { asked: string, body: unknown }[] = []
  vi.stubGlobal('fetch', (url: string, { method, body }: RequestInit) => {
    asked.push({ asked: `${method} ${url}`, body: JSON.parse(String(body)) })
    return Promise.resolve(Response.json({}))
  })
  const part = await mountSuspended(Language, { props: { account }, attachTo: document.body })
  for (const code of ['zh', 'en']) {
    await part.get(`input[value=${code}]`).setValue(true)
    await vi.waitFor(() => expect(document.cookie).toContain(`parley-language=${code}`))
  }
  return asked
}

it('is kept by an account, and by the browser alone for a guest', async () => {
  const path = 'PATCH /api/account'
  expect(await choose(true)).toEqual([{ asked: path, body: { language: 'zh' } }, { asked: path, body: { language: 'en' } }])
  expect(await choose(false)).toEqual([])
})
