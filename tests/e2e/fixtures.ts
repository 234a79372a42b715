import { test as base, expect, type BrowserContext, type Page } from '@playwright/test'
import { startApp, type TestApp } from '../support/app'
import { watchContext, type Problem } from '../support/page-watch'
import { ROOM_1, ROOM_2, takeName } from './chat'
import { makeSocketsCuttable } from './network'
import { storedMessages } from './server'

export { expect }
export { expectAccessible } from '../support/axe'

/** Of a test that sees the same in each window, or chooses its windows itself: it runs as on a desktop only. */
export const ONE_WINDOW = { tag: '@one-window' } as const

export interface PersonOptions {
  readonly viewport?: { readonly width: number, readonly height: number }
  readonly colorScheme?: 'light' | 'dark'
  readonly locale?: string
  readonly reducedMotion?: 'reduce' | 'no-preference'
  readonly isMobile?: boolean
  readonly hasTouch?: boolean
  readonly deviceScaleFactor?: number
  readonly forcedColors?: 'active' | 'none'
  readonly permissions?: string[]
  /**
   * Whether the line about accounts may come for guests: it would come after the first message of nearly every test.
   */
  readonly guestLine?: boolean
  /** What is opened first; null opens nothing. */
  readonly path?: string | null
}

/**
 * Without the compiler that makes what runs often faster: an app of these tests lives for seconds and serves a few
 * pages, for which it costs more time than it saves. All other tests have apps with it.
 */
const SHORT_LIVED = ['--no-opt']

interface Fixtures {
  /** Configuration of the app: `test.use({ appEnv: { RATE_LIMIT: '2/10' } })`. */
  appEnv: Record<string, string>
  /** The built app, a process for this test alone. */
  app: TestApp
  /**
   * Opens the app as another person: a browser of their own, in which nothing is stored yet. The name is for messages.
   */
  person: (name: string, options?: PersonOptions) => Promise<Page>
  /** The same, and the person has taken that name and is ready to talk. */
  member: (name: string, options?: PersonOptions) => Promise<Page>
  /**
   * From now on the test expects requests and sockets to fail (all of them, or those whose message matches). Other
   * errors still fail it.
   */
  expectNetworkErrors: (matching?: RegExp) => void
  problems: { readonly all: Problem[], readonly expected: RegExp[] }
}

interface WorkerFixtures {
  /** The built app as it is configured by default, a process for all tests of a worker that write nothing. */
  sharedApp: TestApp
}

/** Runs in the page. A browser may refuse storage. */
function dismissGuestLine() {
  try {
    localStorage.setItem('parley-guest-line', 'seen')
    localStorage.setItem('parley-notify-line', 'seen')
  }
  catch {
    // Then the line comes.
  }
}

/**
 * The tests' own `test`: it fails on any console error, hydration mismatch, breach of the content security policy
 * and failed request, on every page that `person` opened.
 */
export const test = base.extend<Fixtures, WorkerFixtures>({
  appEnv: [{}, { option: true }],

  app: async ({ appEnv }, use) => {
    const app = await startApp({ env: appEnv, node: SHORT_LIVED })
    await use(app)
    await app.stop()
  },

  // Playwright finds out what a fixture needs by reading its first parameter, so it must be a pattern.
  sharedApp: [async ({ browserName: _ }, use) => {
    const app = await startApp({ node: SHORT_LIVED })
    await use(app)
    await app.stop()
  }, { scope: 'worker' }],

  problems: async ({ browserName: _ }, use) => {
    const problems: Fixtures['problems'] = { all: [], expected: [] }
    await use(problems)
    const unexpected = problems.all.filter(
      ({ kind, text }) => kind === 'console' || !problems.expected.some(pattern => pattern.test(text)),
    )
    expect(unexpected.map(({ text }) => text), 'problems on the pages').toEqual([])
  },

  expectNetworkErrors: async ({ problems }, use) => {
    await use((matching = /(?:)/) => void problems.expected.push(matching))
  },

  person: async ({ app, browser, problems }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (name, { path = '/', guestLine = false, ...options } = {}) => {
      const context = await browser.newContext({ baseURL: app.url, ...options })
      contexts.push(context)
      await makeSocketsCuttable(context)
      if (!guestLine) await context.addInitScript(dismissGuestLine)
      await watchContext(context, ({ kind, text }) => problems.all.push({ kind, text: `${name}: ${text}` }))
      const page = await context.newPage()
      if (path !== null) await page.goto(path)
      return page
    })
    // Before the app ends: a page that loses its server says so in the console.
    for (const context of contexts) await context.close()
  },

  member: async ({ person }, use) => {
    await use(async (name, options) => {
      const page = await person(name, options)
      await takeName(page, name, options?.locale?.startsWith('zh') ? 'zh' : 'en')
      return page
    })
  },
})

/**
 * A test whose people write no message and which leaves the app as it found it. It shares the app of its worker: a
 * process that starts costs as much as a page that opens. All other tests have an app of their own, with empty rooms.
 */
export const readOnlyTest = test.extend({
  app: async ({ sharedApp }, use) => {
    await use(sharedApp)
    const written = await Promise.all([ROOM_1, ROOM_2].map(({ id }) => storedMessages(sharedApp, id)))
    expect(written.flat(), 'messages of a test that shares its app').toEqual([])
  },
})
