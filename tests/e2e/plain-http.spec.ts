import { composer, expectAllSent, expectConnected, expectTexts, say, takeName } from './chat'
import { expect, test } from './fixtures'

// The session cookie was Secure everywhere: on localhost a browser takes it all the same, by the name or address of a
// machine on the local network it does not.
test('on a local network, by plain http, people talk, and are who they were after a reload', async ({ app, person }) => {
  const url = `http://chat.lan:${app.port}/`
  const [ann, bob] = [await person('Ann', { path: null }), await person('Bob', { path: null })]
  for (const [page, name] of [[ann, 'Ann'], [bob, 'Bob']] as const) {
    await page.goto(url)
    expect(await page.evaluate(() => isSecureContext)).toBe(false)
    await takeName(page, name)
    await expectConnected(page)
  }
  await say(ann, 'hello')
  await say(bob, 'hello, Ann')
  for (const page of [ann, bob]) await expectTexts(page, ['hello', 'hello, Ann'])

  await ann.reload()
  await expectConnected(ann)
  await expect(composer(ann)).toBeVisible()
  await say(ann, 'still me')
  await expectAllSent(ann)
  await expectTexts(bob, ['hello', 'hello, Ann', 'still me'])
  const [first, last] = await ann.evaluate(async () => {
    const { messages } = await (await fetch('/api/rooms/channel_1/messages')).json()
    return [messages[0].author, messages[2].author]
  })
  expect(last).toEqual(first)
})
