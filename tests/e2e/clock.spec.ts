import { log, say, takeName, expectConnected } from './chat'
import { expect, test } from './fixtures'

const OFF_MS = 26 * 3_600_000

// What was said now stood under another day.
for (const [which, offMs] of [['ahead', OFF_MS], ['behind', -OFF_MS]] as const) {
  test(`what is said now stands under "Today" on a device whose clock is 26 hours ${which}`, async ({ person }) => {
    const ann = await person('Ann', { path: null })
    await ann.clock.setSystemTime(Date.now() + offMs)
    await ann.goto('/')
    await takeName(ann, 'Ann')
    await say(ann, 'now')
    await expect(log(ann).getByText('Today', { exact: true })).toBeVisible()
    await ann.reload()
    await expectConnected(ann)
    await expect(log(ann).getByText('Today', { exact: true })).toBeVisible()
  })
}
