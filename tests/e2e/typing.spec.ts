import { ROOM_2, composer, expectConnected, openMenu, tab } from './chat'
import { expect, readOnlyTest } from './fixtures'

const DESK = { viewport: { width: 1280, height: 800 }, hasTouch: false, isMobile: false }

// Typing went nowhere.
readOnlyTest('with a mouse the cursor is in the composer after a reload, and after a click on a room', async ({ member }) => {
  const ann = await member('Ann', DESK)
  await ann.reload()
  await expect(composer(ann)).toBeFocused()
  await expectConnected(ann)
  await tab(ann, ROOM_2.title).click()
  await expect(composer(ann)).toBeFocused()
})

readOnlyTest('a letter that is typed while nothing has the focus goes to the composer, and a shortcut does not', async ({ member }) => {
  const ann = await member('Ann', DESK)
  await composer(ann).blur()
  await ann.keyboard.press('Control+a')
  await ann.keyboard.press('ArrowUp')
  await expect(composer(ann)).not.toBeFocused()
  await ann.keyboard.type('hello')
  await expect(composer(ann)).toHaveValue('hello')

  const menu = await openMenu(ann)
  await ann.keyboard.type('xyz')
  await expect(menu).toBeVisible()
  await expect(composer(ann)).toHaveValue('hello')
})

readOnlyTest('a finger is not answered with a keyboard it did not ask for', async ({ member }) => {
  const ann = await member('Ann', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  await ann.reload()
  await expectConnected(ann)
  await tab(ann, ROOM_2.title).tap()
  await expect(tab(ann, ROOM_2.title)).toHaveAttribute('aria-selected', 'true')
  await expect(composer(ann)).not.toBeFocused()
})
