import { connectPlain, postForm } from '../support/plain-client'
import {
  ROOM_1, ROOM_2, expectAllSent, expectConnected, expectTexts, line, messages, nameField, say, tab, takeName, texts,
} from './chat'
import { ONE_WINDOW, expect, test } from './fixtures'
import { storedMessages } from './server'

test('offers a visitor a name, lets them take another, and they talk', async ({ person }) => {
  const page = await person('a visitor')
  await expectConnected(page)
  await expect(page.getByText('No messages yet', { exact: true }).last()).toBeVisible()
  await expect(nameField(page)).toHaveValue(/^\w+ \w+$/)
  await takeName(page, 'Ann')
  await say(page, 'Hello, is anybody here?')
  await expectTexts(page, ['Hello, is anybody here?'])
  await expectAllSent(page)
  await expect(messages(page).getByRole('img', { name: 'Sent' })).toBeVisible()
})

test('lets a visitor keep the name that was offered', ONE_WINDOW, async ({ person }) => {
  const [page, other] = [await person('a visitor'), await person('another')]
  await expectConnected(page)
  const offered = await nameField(page).inputValue()
  await takeName(page, offered)
  await say(page, 'hello')
  await expect(line(other, 'hello')).toContainText(offered)
})

test('people on one channel read each other, those on the other see nothing of it', ONE_WINDOW, async ({ member }) => {
  const [ann, bob, cai] = [await member('Ann'), await member('Bob'), await member('Cai')]
  await tab(cai, ROOM_2.title).click()
  await expect(tab(cai, ROOM_2.title)).toHaveAttribute('aria-selected', 'true')

  await say(ann, 'My parcel has not come')
  await expectTexts(bob, ['My parcel has not come'])
  await say(bob, 'Let me look')
  await expectTexts(ann, ['My parcel has not come', 'Let me look'])

  await say(cai, 'Only on the other channel')
  await expectTexts(cai, ['Only on the other channel'])
  await expectTexts(ann, ['My parcel has not come', 'Let me look'])
  await expectTexts(bob, ['My parcel has not come', 'Let me look'])
})

test('own messages stand on one side, those of others on the other, with their name', async ({ member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await say(ann, 'from Ann')
  await expectTexts(bob, ['from Ann'])
  await say(bob, 'from Bob')
  await expectTexts(ann, ['from Ann', 'from Bob'])

  const middle = async (text: string) => {
    const box = await texts(ann).getByText(text, { exact: true }).boundingBox()
    return box ? box.x + box.width / 2 : Number.NaN
  }
  expect(await middle('from Ann')).toBeGreaterThan(await middle('from Bob'))
  await expect(line(ann, 'from Bob')).toContainText('Bob')
  await expect(line(ann, 'from Ann')).toContainText('You')
})

test('what one person says within a minute stands under one name', ONE_WINDOW, async ({ member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  for (const text of ['one', 'two', 'three']) await say(ann, text)
  await expectTexts(bob, ['one', 'two', 'three'])
  const minutes = new Set(
    await messages(bob)
      .locator('time')
      .evaluateAll(all => all.map(time => time.getAttribute('datetime')?.slice(0, 16))),
  )
  await expect(messages(bob).locator('.row__head:not(.sr-only)')).toHaveCount(minutes.size)
})

test('a message keeps its line breaks, and a link in it can be clicked', ONE_WINDOW, async ({ member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await say(ann, 'first line\nsecond line')
  await say(ann, 'see https://example.org/a?b=c.')
  await expect(texts(bob)).toHaveCount(2)
  expect(await texts(bob).first().innerText()).toBe('first line\nsecond line')
  await expect(bob.getByRole('link', { name: 'https://example.org/a?b=c', exact: true })).toHaveAttribute(
    'href',
    'https://example.org/a?b=c',
  )
})

test('a plain tutorial client and a POST take part in the same channel', ONE_WINDOW, async ({ app, member }) => {
  const plain = await connectPlain({ url: app.wsUrl, channel: ROOM_1.id })
  const other = await connectPlain({ url: app.wsUrl, channel: ROOM_2.id })
  const ann = await member('Ann')

  await say(ann, 'from the page')
  expect(await plain.next()).toBe('from the page')
  const answer = await postForm({ url: app.url, channel: ROOM_1.id, data: 'from a form' })
  expect([answer.status, await answer.text()]).toEqual([200, 'ok'])
  expect(await plain.next()).toBe('from a form')
  await expectTexts(ann, ['from the page', 'from a form'])

  await postForm({ url: app.url, channel: ROOM_2.id, data: 'elsewhere' })
  expect(await other.next()).toBe('elsewhere')
  expect(plain.texts).toEqual(['from the page', 'from a form'])
  await plain.close()
  await other.close()
})

test('the page counts people, not tabs', ONE_WINDOW, async ({ member }) => {
  const ann = await member('Ann')
  const online = ann.getByTestId('online')
  await expect(online).toHaveAttribute('data-count', '1')
  const bob = await member('Bob')
  await expect(online).toHaveAttribute('data-count', '2')
  const second = await bob.context().newPage()
  await second.goto('/')
  await expectConnected(second)
  await expect(second.getByTestId('online')).toHaveAttribute('data-count', '2')
  await expect(online).toHaveAttribute('data-count', '2')
  await bob.context().close()
  await expect(online).toHaveAttribute('data-count', '1')
})

test('everybody reads the same, in the order of the log, also when all talk at once', ONE_WINDOW, async ({ app, member }) => {
  const people = [await member('Ann'), await member('Bob')]
  await Promise.all(people.map(async (page, who) => {
    for (const number of [1, 2, 3, 4, 5]) await say(page, `${who} says ${number}`)
  }))
  for (const page of people) await expect(texts(page)).toHaveCount(10)
  for (const page of people) await expectAllSent(page)
  const inLog = (await storedMessages(app, ROOM_1.id)).map(({ text }) => text)
  for (const page of people) await expectTexts(page, inLog)
})
