import { describe } from 'vitest'
import { PAIRS } from './support/engines'
import { click, expectConnected, expectTexts, open, say, SECOND_ROOM, takeName } from './support/chat-page'
import { test } from './support/test'

describe.each(PAIRS)('a person in %s', (own, other) => {
  test(`talks with a person in ${other}, in two rooms, and reads the same after a reload`, async ({ front, visit }) => {
    const [{ page: ann }, { page: bob }] = [await visit(own), await visit(other)]
    for (const [page, name] of [[ann, 'Ann'], [bob, 'Bob']] as const) {
      await open(page, front.url)
      await expectConnected(page)
      await takeName(page, name)
    }
    await say(ann, 'Good morning')
    await expectTexts(bob, ['Good morning'])
    await say(bob, '早上好')
    await expectTexts(ann, ['Good morning', '早上好'])

    for (const page of [ann, bob]) {
      await click(page, SECOND_ROOM)
      await expectTexts(page, [])
    }
    await say(ann, 'In the other room')
    for (const page of [ann, bob]) await expectTexts(page, ['In the other room'])

    await open(ann, front.url)
    await expectConnected(ann)
    await expectTexts(ann, ['In the other room'])
    await say(ann, 'After a reload')
    await expectTexts(bob, ['In the other room', 'After a reload'])
  })
})
