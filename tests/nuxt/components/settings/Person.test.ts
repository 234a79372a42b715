import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import Person from '~/components/settings/Person.vue'

const DAVE = { id: 'u_dave', name: 'Dave', handle: 'dave', role: 'member' } as const

beforeAll(() => useScreenTexts())
afterEach(() => vi.unstubAllGlobals())

async function open(person: typeof DAVE & { disabled?: true }) {
  const asked: { asked: string, body: unknown }[] = []
  vi.stubGlobal('fetch', (url: string, { method, body }: RequestInit) => {
    asked.push({ asked: `${method} ${url}`, body: JSON.parse(String(body)) })
    return Promise.resolve(Response.json({}))
  })
  const part = await mountSuspended(Person, { props: { person, me: false }, attachTo: document.body })
  const press = (text: string) => part.findAll('button').find(button => button.text() === text)?.trigger('click')
  return { part, asked, press }
}

describe('an account, for the owner of the place', () => {
  it('is disabled after a question', async () => {
    const { part, asked, press } = await open(DAVE)
    await press('Disable account…')
    expect(asked).toEqual([])
    await press('Disable account')
    await vi.waitFor(() => expect(part.emitted('changed')).toHaveLength(1))
    expect(asked).toEqual([{ asked: 'PUT /api/people/u_dave/disabled', body: { disabled: true } }])
  })

  it('is enabled again at once', async () => {
    const { asked, press } = await open({ ...DAVE, disabled: true })
    await press('Enable account')
    await vi.waitFor(() => expect(asked).toEqual([
      { asked: 'PUT /api/people/u_dave/disabled', body: { disabled: false } },
    ]))
  })
})
