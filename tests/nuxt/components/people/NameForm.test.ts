import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import type { RenameResult } from '~/client/types'
import NameForm from '~/components/people/NameForm.vue'
import { eventually } from '../stub-server'

async function open(answer: RenameResult) {
  const asked: string[] = []
  const rename = async (name: string) => {
    asked.push(name)
    return answer
  }
  const form = await mountSuspended(NameForm, {
    props: { name: 'Guest 7', submitLabel: 'Start chatting', rename }, attachTo: document.body,
  })
  return { form, asked, input: form.get('input'), problem: () => form.get('[role="alert"]').text() }
}

describe('the form for a name', () => {
  it('asks nothing of the server for no name, says so until the next key, and keeps the focus', async () => {
    const { form, asked, input, problem } = await open({ ok: true })
    await input.setValue('   ')
    await form.trigger('submit')
    await eventually(() => expect(problem()).toBe('Enter a name.'))
    expect(document.activeElement).toBe(input.element)
    await input.setValue('A')
    expect(problem()).toBe('')
    expect(asked).toEqual([])
  })

  it('takes the name without the spaces around it', async () => {
    const { form, asked, input } = await open({ ok: true })
    await input.setValue('  Ada ')
    await input.trigger('keydown', { key: 'Enter' })
    await eventually(() => expect(form.emitted('saved')).toHaveLength(1))
    expect(asked).toEqual(['Ada'])
  })

  it('leaves Enter to an input method that is composing a word', async () => {
    const { asked, input } = await open({ ok: true })
    await input.trigger('keydown', { key: 'Enter', isComposing: true })
    expect(asked).toEqual([])
  })

  it('says that the server has not taken it', async () => {
    const { form, problem } = await open({ ok: false, reason: 'unavailable' })
    await form.trigger('submit')
    await eventually(() => expect(problem()).toBe('Couldn\'t save your name. Try again.'))
    expect(form.emitted('saved')).toBeUndefined()
  })

  it('follows an offered name that comes late, but not over what was typed', async () => {
    const { form, input } = await open({ ok: true })
    await form.setProps({ name: 'Guest 8' })
    await eventually(() => expect(input.element.value).toBe('Guest 8'))
    await input.setValue('Ada')
    await form.setProps({ name: 'Guest 9' })
    await eventually(() => expect(input.element.value).toBe('Ada'))
  })
})
