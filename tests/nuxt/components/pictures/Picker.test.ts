import { mountSuspended } from '@nuxt/test-utils/runtime'
import { expect, it } from 'vitest'
import Picker from '~/components/pictures/Picker.vue'

it('a picker without a picture only offers to choose one, and says when a file is no picture', async () => {
  await useScreenTexts()
  const picker = await mountSuspended(Picker, { props: { has: false, busy: false, problem: '' } })
  expect(picker.findAll('button').map(button => button.text())).toEqual(['Choose a picture'])
  const input = picker.find<HTMLInputElement>('input[type="file"]')
  Object.defineProperty(input.element, 'files', { value: [new Blob(['no picture'])] })
  Object.defineProperty(input.element, 'value', { value: '', writable: true })
  await input.trigger('change')
  await expect.poll(() => picker.find('[role="alert"]').text()).toContain('can\'t be read as a picture')
  expect(picker.emitted('pick')).toBeUndefined()
})

it('a picker with a picture offers another one, and to remove it', async () => {
  await useScreenTexts()
  const picker = await mountSuspended(Picker, { props: { has: true, busy: false, problem: 'Wait a moment.' } })
  const buttons = picker.findAll('button')
  expect(buttons.map(button => button.text())).toEqual(['Change picture', 'Remove'])
  await buttons[1]?.trigger('click')
  expect(picker.emitted('remove')).toHaveLength(1)
  expect(picker.find('[role="alert"]').text()).toBe('Wait a moment.')
})
