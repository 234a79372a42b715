import { mockNuxtImport, mountSuspended } from '@nuxt/test-utils/runtime'
import { expect, it } from 'vitest'
import type { MemberEvent } from '#shared/events/member'
import NoticeRow from '~/components/chat/NoticeRow.vue'

const asked: string[] = []
mockNuxtImport('useChat', () => () => ({
  session: computed(() => ({ user: { id: 'ann', name: 'Ann' }, named: true })),
  connection: computed(() => ({ status: 'open' })),
  wantFace: (person: string) => asked.push(person),
}))

it('a notice is one line with the names of its users, which are asked for by id', async () => {
  const add: MemberEvent = {
    type: 'member', room: 'r_1', seq: 1, id: 'x', at: 0, action: 'add',
    author: { id: 'ann', name: 'Ann' }, person: { id: 'bo', name: 'Bo' },
  }
  const row = await mountSuspended(NoticeRow, {
    props: { item: { kind: 'notice', key: 'notice:1', at: 0, text: '', events: [add] } },
  })
  expect(row.text().replaceAll(/[\u2068\u2069]/g, '')).toBe('You added Bo')
  expect(asked).toEqual(['ann', 'bo'])
  expect(row.attributes('data-anchor')).toBe('notice:1')
})
