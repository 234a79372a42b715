import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test as base, expect } from 'vitest'
import { ROOT } from '../../../scripts/lib/paths.mjs'
import { startApp, type TestApp } from '../../support/app'
import type { EnginePage, Visitor } from './engine'
import { lazyEngines, type EngineName, type Engines } from './engines'
import { startFront, type Front } from './front'

const PICTURES = join(ROOT, 'test-results', 'engines')

interface Fixtures {
  /** The engines of this file, each started once. */
  engines: Engines
  /** The built app, a process for this test alone. */
  app: TestApp
  /** Where the browsers find the app. At the end it fails the test if anything went wrong on a page. */
  front: Front
  /** Gives a new page of a new visitor in that engine. */
  visit: (engine: EngineName) => Promise<{ visitor: Visitor, page: EnginePage }>
}

async function takePictures(test: string, pages: readonly EnginePage[]): Promise<void> {
  await mkdir(PICTURES, { recursive: true })
  for (const [index, page] of pages.entries()) {
    await writeFile(join(PICTURES, `${test.replaceAll(/\W+/g, '-')}-${index + 1}.png`), await page.screenshot())
  }
}

/**
 * The tests' own `test`: it fails on any error in a console, hydration mismatch, breach of the content security policy
 * and failed request, on every page that was opened through the front.
 */
export const test = base.extend<Fixtures>({
  // Vitest finds out what a fixture needs by reading its first parameter, so it must be a pattern.
  engines: [async ({ task: _ }, use) => {
    const engines = lazyEngines()
    await use(engines)
    await engines.close()
  }, { scope: 'file' }],

  app: async ({ task: _ }, use) => {
    const app = await startApp({ env: { RATE_LIMIT: 'off' } })
    await use(app)
    await app.stop()
  },

  front: async ({ app }, use) => {
    const front = await startFront(app.port)
    await use(front)
    await front.close()
    expect(front.problems, 'problems on the pages').toEqual([])
  },

  visit: async ({ engines, front, task }, use) => {
    const visitors: Visitor[] = []
    const pages: EnginePage[] = []
    await use(async (name) => {
      const engine = await engines.get(name)
      const visitor = await engine.visit()
      visitors.push(visitor)
      const page = await visitor.newPage()
      pages.push(page)
      return { visitor, page }
    })
    // Else a picture of a page that waits for them would wait, too.
    front.releaseAll()
    if (task.result?.state === 'fail') await takePictures(task.name, pages)
    for (const visitor of visitors) await visitor.close()
  },
})
