import { ROOM_1, WORDS } from './chat'
import { expect, ONE_WINDOW, test } from './fixtures'
import { postLines } from './server'

test.use({ appEnv: { RATE_LIMIT: 'off' } })

test('the address of a message leads to it, also far above, and back to the latest', ONE_WINDOW, async ({ app, member }) => {
  await postLines(app, ROOM_1.id, 130)
  const ann = await member('Ann', { path: `/r/${ROOM_1.id}/5` })
  const fifth = ann.locator('[data-seq="5"]')
  await expect(fifth).toBeInViewport()
  await ann.getByRole('button', { name: WORDS.en.list.toNewest }).click()
  await expect(ann.locator('[data-seq="130"]')).toBeInViewport()
})
