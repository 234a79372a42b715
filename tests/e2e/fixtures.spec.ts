import { expectConnected } from './chat'
import { expect, expectAccessible, readOnlyTest, test } from './fixtures'
import { misfits, watchShifts } from './layout'

test.describe('the guard of the pages', () => {
  /** What the guard has seen. The test takes it all back, because it was on purpose. */
  function seen(problems: { all: { text: string }[] }): string[] {
    return problems.all.splice(0).map(({ text }) => text)
  }

  readOnlyTest('sees errors in the console, uncaught errors and warnings of Vue', async ({ person, problems }) => {
    const page = await person('Ann')
    await page.evaluate(() => {
      window.console.error('on purpose')
      window.console.warn('[Vue warn]: Hydration node mismatch')
      window.console.warn('anything else')
      setTimeout(() => {
        throw new Error('uncaught on purpose')
      })
    })
    await expect.poll(() => problems.all.length).toBe(3)
    expect(seen(problems).map(text => text.split('\n')[0]).toSorted()).toEqual([
      'Ann: console.error: on purpose',
      'Ann: console.warn: [Vue warn]: Hydration node mismatch',
      'Ann: uncaught: Error: uncaught on purpose',
    ])
  })

  readOnlyTest('sees a breach of the content security policy', async ({ person, problems }) => {
    const page = await person('Ann')
    await page.evaluate(() => {
      document.body.append(Object.assign(document.createElement('img'), { src: 'http://127.0.0.1:9/x.png', alt: '' }))
    })
    await expect
      .poll(() => problems.all.some(({ text }) => text.includes('Content security policy broken: img-src')))
      .toBe(true)
    seen(problems)
  })

  readOnlyTest('sees a request that is answered with an error, unless the test expects it', async ({ app, person, problems, expectNetworkErrors }) => {
    const page = await person('Ann')
    const ask = () => page.evaluate(async () => (await fetch('/no-such-page')).status)
    expect(await ask()).toBe(404)
    await expect.poll(() => problems.all.map(({ text }) => text)).toContain(`Ann: 404 GET ${app.url}/no-such-page`)
    seen(problems)
    expectNetworkErrors(/no-such-page|404/)
    await ask()
  })

  readOnlyTest('keeps people apart: each has a browser of their own', async ({ person }) => {
    const ann = await person('Ann')
    const bob = await person('Bob', { locale: 'zh-CN', viewport: { width: 320, height: 640 } })
    await ann.evaluate(() => localStorage.setItem('mark', 'Ann'))
    expect(await bob.evaluate(() => [localStorage.getItem('mark'), navigator.language, innerWidth])).toEqual([
      null,
      'zh-CN',
      320,
    ])
  })

  readOnlyTest('hands axe\'s findings on in words', async ({ person }) => {
    const page = await person('Ann')
    await page.evaluate(() => document.body.append(document.createElement('button')))
    await expect(expectAccessible(page)).rejects.toThrow(/button-name \(critical\)/)
  })

  readOnlyTest('sees what sticks out of the window, is cut, or scrolls sideways', async ({ person }) => {
    const page = await person('Ann')
    await expectConnected(page)
    expect(await misfits(page)).toEqual([])
    await page.evaluate(() => {
      document.body.insertAdjacentHTML(
        'beforeend',
        `
        <button class="out" style="position: fixed; top: 0; left: -20px">out</button>
        <div class="cut" style="position: fixed; top: 0; width: 40px; overflow: hidden; white-space: nowrap">a long line of words</div>
        <div class="short" style="position: fixed; top: 0; height: 8px; overflow: hidden">two<br>lines</div>
        <div class="scrolls" style="position: fixed; top: 0; width: 40px; overflow: auto; white-space: nowrap">a long line of words</div>`,
      )
    })
    expect(await misfits(page)).toEqual([
      expect.stringMatching(/^Outside of the window: .*"out"/),
      expect.stringMatching(/^Cut by \d+ px in width: .*"cut"/),
      expect.stringMatching(/^Cut by \d+ px in height: .*"short"/),
      expect.stringMatching(/^Scrolls sideways: .*"scrolls"/),
    ])
  })

  readOnlyTest('sees what moves by itself, and whether it is the list', async ({ person }) => {
    const page = await person('Ann', { path: null })
    const shifts = await watchShifts(page)
    await page.goto('/')
    await expectConnected(page)
    await page.evaluate(() => {
      const block = document.createElement('div')
      block.style.height = '100px'
      block.style.flex = 'none'
      document.querySelector('main')?.prepend(block)
    })
    await expect
      .poll(async () => (await shifts()).filter(({ value, inLog }) => value > 0.01 && !inLog).length)
      .toBeGreaterThan(0)
  })
})
