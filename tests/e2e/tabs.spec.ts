import { ROOM_1, ROOM_2, expectConnected, expectTexts, say, tab } from './chat'
import { expect, readOnlyTest, test } from './fixtures'
import { goOffline } from './network'
import { post, postLines } from './server'
import { watchSockets } from './sockets'

test('switching tabs needs no other connection, and each tab keeps its own list', async ({ person, member }) => {
  const bob = await member('Bob')
  const ann = await person('Ann', { path: null })
  const sockets = watchSockets(ann)
  await ann.goto('/')
  await expectConnected(ann)

  await say(bob, 'in the first')
  await tab(bob, ROOM_2.title).click()
  await say(bob, 'in the second')
  await expectTexts(ann, ['in the first'])
  for (const [room, text] of [
    [ROOM_2, 'in the second'],
    [ROOM_1, 'in the first'],
    [ROOM_2, 'in the second'],
  ] as const) {
    await tab(ann, room.title).click()
    await expectTexts(ann, [text])
  }
  expect(sockets.opened).toBe(1)
})

test('a switched tab shows its list in the same turn, without asking the server', async ({ app, member }) => {
  const ann = await member('Ann')
  await post(app, ROOM_2.id, 'already here')
  await expect(tab(ann, ROOM_2.title).getByTestId('unread')).toHaveAttribute('data-count', '1')
  // Nothing may come from the server between the click and the list.
  await goOffline(ann)
  await expect(ann.getByTestId('connection')).toHaveAttribute('data-state', 'offline')
  await tab(ann, ROOM_2.title).click()
  await expectTexts(ann, ['already here'])
})

test('the other tab shows how many messages are unread, until it is opened', async ({ app, member }) => {
  const ann = await member('Ann')
  const unread = tab(ann, ROOM_2.title).getByTestId('unread')
  await expect(unread).toHaveCount(0)
  await postLines(app, ROOM_2.id, 3)
  await expect(unread).toHaveAttribute('data-count', '3')
  await expect(tab(ann, ROOM_2.title)).toHaveAccessibleName(/3 unread messages/)
  await expect(ann).toHaveTitle(`(3) ${ROOM_1.title} · Parley`)

  await tab(ann, ROOM_2.title).click()
  await expectTexts(ann, ['line 1', 'line 2', 'line 3'])
  await expect(unread).toHaveCount(0)
  await expect(ann).toHaveTitle(`${ROOM_2.title} · Parley`)
  await tab(ann, ROOM_1.title).click()
  await expect(unread).toHaveCount(0)
})

test('an unread badge stays over a reload, and own messages are never unread', async ({ app, member }) => {
  const ann = await member('Ann')
  const unread = tab(ann, ROOM_2.title).getByTestId('unread')
  await tab(ann, ROOM_2.title).click()
  await say(ann, 'mine')
  await expectTexts(ann, ['mine'])
  await tab(ann, ROOM_1.title).click()
  await expect(unread).toHaveCount(0)
  await postLines(app, ROOM_2.id, 2)
  await expect(unread).toHaveAttribute('data-count', '2')
  await ann.reload()
  await expect(unread).toHaveAttribute('data-count', '2')
})

test('the channel cookie names the open tab and opens it again after a reload', async ({ member, app }) => {
  const ann = await member('Ann')
  await post(app, ROOM_2.id, 'in the second')
  await tab(ann, ROOM_2.title).click()
  await expectTexts(ann, ['in the second'])
  const cookies = await ann.context().cookies()
  expect(cookies.find(({ name }) => name === 'channel')).toMatchObject({ value: ROOM_2.id, path: '/' })

  await ann.reload()
  await expect(tab(ann, ROOM_2.title)).toHaveAttribute('aria-selected', 'true')
  await expectTexts(ann, ['in the second'])
})

readOnlyTest('what is typed in a tab stays in that tab', async ({ member }) => {
  const ann = await member('Ann')
  const field = ann.getByRole('textbox', { name: 'Message', exact: true })
  await field.fill('half a sentence')
  await tab(ann, ROOM_2.title).click()
  await expect(field).toHaveValue('')
  await tab(ann, ROOM_1.title).click()
  await expect(field).toHaveValue('half a sentence')
  await ann.reload()
  await expect(field).toHaveValue('half a sentence')
})
