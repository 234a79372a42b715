import { composer, expectConnected, openMenu, say, takeName } from './chat'
import { expect, test } from './fixtures'
import { expectFits } from './layout'

for (const width of [320, 390, 1280]) {
  for (const locale of ['en-US', 'zh-CN'] as const) {
    test(`text of twice the size is whole and readable in a window of ${width} px (${locale})`, async ({ person }) => {
      const language = locale === 'zh-CN' ? 'zh' : 'en'
      const page = await person('Ann', { path: null, locale, viewport: { width, height: 800 } })
      // What the reader's own setting of a larger font does.
      await page.addInitScript(() => {
        const sheet = new CSSStyleSheet()
        sheet.replaceSync(':root { font-size: 200%; }')
        document.adoptedStyleSheets.push(sheet)
      })
      await page.goto('/')
      await expectConnected(page)
      await expectFits(page)
      await takeName(page, 'Ann', language)
      await say(page, 'hello', language)
      await expectFits(page)
      // The words in the empty field are one line, and not cut.
      const field = composer(page, language)
      expect(
        await field.evaluate(
          element => element.clientHeight >= Number.parseFloat(getComputedStyle(element).fontSize) * 1.4,
        ),
      ).toBe(true)
      await openMenu(page, language)
      await expectFits(page)
    })
  }
}
