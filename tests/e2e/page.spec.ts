import { expect, expectAccessible, test } from './fixtures'

test('the page opens without an error, and fits the screen', async ({ person }) => {
  const page = await person('Ann')
  await expect(page).toHaveTitle(/Parley/)
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(overflow).toBe(0)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the page in ${colorScheme} colours`, async ({ person }) => {
    await expectAccessible(await person('Ann', { colorScheme }))
  })
}
