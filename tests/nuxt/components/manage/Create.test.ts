import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import Create from '~/components/manage/Create.vue'
import { eventually, stubServer } from '../stub-server'

const ROOM = { id: 'r1', kind: 'private', title: 'Core team', epoch: 'e', lastSeq: 0, online: 0 }

beforeAll(() => useScreenTexts())
afterEach(() => vi.unstubAllGlobals())

async function open(answer: object | string = { room: ROOM }) {
  const asked = stubServer({ 'POST /api/rooms': answer })
  const page = await mountSuspended(Create, { attachTo: document.body })
  const submit = () => page.get('form').trigger('submit')
  return { page, asked, submit }
}

describe('a new room', () => {
  it('is private if nothing else is chosen, and opened once it is there', async () => {
    const { page, asked, submit } = await open()
    await page.get('input[name="title"]').setValue('Core team')
    await submit()
    await eventually(() => expect(page.emitted('opened')).toEqual([['r1']]))
    expect(asked).toEqual([{ asked: 'POST /api/rooms', body: { kind: 'private', title: 'Core team' } }])
  })

  it('has the kind and the topic that were given', async () => {
    const { page, asked, submit } = await open()
    await page.get('input[value="channel"]').setValue()
    await page.get('input[name="title"]').setValue('General')
    await page.get('input[name="topic"]').setValue('What concerns all')
    await submit()
    await eventually(() => expect(asked).toEqual([
      { asked: 'POST /api/rooms', body: { kind: 'channel', title: 'General', topic: 'What concerns all' } },
    ]))
  })

  it('needs a name: without one the server is not asked, and the field has the focus', async () => {
    const { page, asked, submit } = await open()
    await page.get('input[name="title"]').setValue(' \u200B ')
    await submit()
    await eventually(() => expect(page.text()).toContain('Enter a name.'))
    expect(document.activeElement).toBe(page.get('input[name="title"]').element)
    expect(asked).toEqual([])
  })

  it('is refused in words, and what was typed stays', async () => {
    const { page, submit } = await open('forbidden')
    await page.get('input[name="title"]').setValue('Core team')
    await submit()
    await eventually(() => expect(page.text()).toContain('Only owners and moderators can create rooms here.'))
    expect(page.get<HTMLInputElement>('input[name="title"]').element.value).toBe('Core team')
    expect(page.emitted('opened')).toBeUndefined()
  })
})
