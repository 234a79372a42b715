import type { Page } from '@playwright/test'
import { ROOM_2, composer, expectConnected, expectTexts, say, submit, tab } from './chat'
import { ONE_WINDOW, expect, test } from './fixtures'
import { expectFits, expectStill, watchShifts } from './layout'

const typing = (page: Page) => page.getByTestId('typing')

test('others see who is typing until the message is there, and nothing moves', async ({ person, member }) => {
  const bob = await member('Bob')
  const ann = await person('Ann', { path: null })
  const shifts = await watchShifts(ann)
  await ann.goto('/')
  await expectConnected(ann)
  await say(bob, 'first')
  await expectTexts(ann, ['first'])
  const before = (await shifts()).length
  await composer(bob).pressSequentially('hello')
  await expect(typing(ann)).toHaveText(/Bob.* is typing…/)
  await expect(typing(bob)).toHaveCount(0)
  expectStill((await shifts()).slice(before))
  await expectFits(ann)
  await submit(bob)
  await expectTexts(ann, ['first', 'hello'])
  await expect(typing(ann)).toHaveCount(0)
})

test('two who type are named, and whoever clears or leaves the field types no more', ONE_WINDOW, async ({ member }) => {
  const [ann, bob, cy] = [await member('Ann'), await member('Bob'), await member('Cy')]
  await composer(bob).pressSequentially('a')
  await composer(cy).pressSequentially('b')
  await expect(typing(ann)).toHaveText(/Bob.* and .*Cy.* are typing…/)
  await composer(bob).fill('')
  await expect(typing(ann)).toHaveText(/^.?Cy.? is typing…$/)
  await composer(cy).blur()
  await expect(typing(ann)).toHaveCount(0)
})

test('who types in one room is not shown in another, and types no more when it is left', ONE_WINDOW, async ({ member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await composer(bob).pressSequentially('a')
  await expect(typing(ann)).toBeVisible()
  await tab(ann, ROOM_2.title).click()
  await expect(typing(ann)).toHaveCount(0)
  await tab(bob, ROOM_2.title).click()
  await composer(bob).pressSequentially('b')
  await expect(typing(ann)).toBeVisible()
})

// In other chats a user who closed the lid was typing for ever.
test('a browser that dies while its user types is forgotten', ONE_WINDOW, async ({ member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await composer(bob).pressSequentially('a')
  await expect(typing(ann)).toBeVisible()
  await bob.context().setOffline(true) // its stop never comes
  await expect(typing(ann)).toHaveCount(0)
})
