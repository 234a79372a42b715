import { expectConnected, expectTexts, line, nameField, openMenu, say } from './chat'
import { ONE_WINDOW, expect, readOnlyTest, test } from './fixtures'

test('the name is kept after a reload', ONE_WINDOW, async ({ member }) => {
  const [ann, bob] = [await member('Ann Lee'), await member('Bob')]
  await ann.reload()
  await expectConnected(ann)
  await expect(ann.getByRole('textbox', { name: 'Message', exact: true })).toBeVisible()
  await expect(ann.getByRole('button', { name: 'Start chatting' })).toHaveCount(0)
  const menu = await openMenu(ann)
  await expect(nameField(ann)).toHaveValue('Ann Lee')
  await menu.getByRole('button', { name: 'Close' }).click()
  await say(ann, 'still me')
  await expect(line(bob, 'still me')).toContainText('Ann Lee')
})

test('a new name is taken in the person\'s other tab too, and told to others from then on', ONE_WINDOW, async ({ member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  const second = await ann.context().newPage()
  await second.goto('/')
  await expectConnected(second)
  await say(ann, 'before')
  await expectTexts(second, ['before'])

  await openMenu(ann)
  await nameField(ann).fill('Ann of the hills')
  await ann.getByRole('button', { name: 'Save' }).click()
  await expect(ann.getByRole('dialog')).toBeHidden()

  await openMenu(second)
  await expect(nameField(second)).toHaveValue('Ann of the hills')
  await second.keyboard.press('Escape')
  await say(second, 'after')
  await expect(line(bob, 'before')).not.toContainText('hills')
  await expect(line(bob, 'after')).toContainText('Ann of the hills')
})

readOnlyTest('a name that can\'t be used is refused in words, and the field keeps it', async ({ person }) => {
  const page = await person('a visitor')
  await expectConnected(page)
  await nameField(page).fill('   ')
  await nameField(page).press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'Enter a name' })).toBeVisible()
  await nameField(page).fill('x'.repeat(33))
  await nameField(page).press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'Use 32 characters or fewer' })).toBeVisible()
  await expect(nameField(page)).toHaveValue('x'.repeat(33))
  await expect(nameField(page)).toBeFocused()
})
