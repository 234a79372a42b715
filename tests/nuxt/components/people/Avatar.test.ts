import { mountSuspended } from '@nuxt/test-utils/runtime'
import { expect, it } from 'vitest'
import Avatar from '~/components/people/Avatar.vue'

const ANN = { id: 'u_ann', name: 'Ann Bell' }
const PICTURE = 'a'.repeat(43)

it('a person without a picture is shown by initials', async () => {
  const avatar = await mountSuspended(Avatar, { props: { user: ANN } })
  expect(avatar.text()).toBe('AB')
  expect(avatar.find('img').exists()).toBe(false)
})

it('a person with a picture is shown by it, from this server', async () => {
  const avatar = await mountSuspended(Avatar, { props: { user: { ...ANN, picture: PICTURE } } })
  expect(avatar.find('img').attributes()).toMatchObject({ src: `/api/pictures/${PICTURE}`, alt: '' })
  expect(avatar.text()).toBe('')
})

it('a person whose picture can not be loaded is shown by initials, until there is another one', async () => {
  const avatar = await mountSuspended(Avatar, { props: { user: { ...ANN, picture: PICTURE } } })
  await avatar.find('img').trigger('error')
  expect(avatar.text()).toBe('AB')
  await avatar.setProps({ user: { ...ANN, picture: 'b'.repeat(43) } })
  expect(avatar.find('img').exists()).toBe(true)
})
