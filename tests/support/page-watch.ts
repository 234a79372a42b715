import type { BrowserContext, ConsoleMessage, Page } from '@playwright/test'

export type ProblemKind = 'console' | 'network'

/** Something that must not happen on a page of the app. */
export interface Problem {
  readonly kind: ProblemKind
  readonly text: string
}

/** Console messages of the browser itself about requests and sockets, not of the page's code. */
const NETWORK_MESSAGE = /^(?:Failed to load resource|WebSocket connection to)/

const WARNING = /hydration|\[vue/i

/** Labelled apart from other errors, since their cause is not in the page's code. */
const CSP_PREFIX = 'Content security policy broken'

function consoleProblem(message: ConsoleMessage): Problem | null {
  const text = message.text()
  if (message.type() === 'error')
    return { kind: NETWORK_MESSAGE.test(text) ? 'network' : 'console', text: `console.error: ${text}` }
  return message.type() === 'warning' && WARNING.test(text) ? { kind: 'console', text: `console.warn: ${text}` } : null
}

function watchPage(page: Page, report: (problem: Problem) => void): void {
  page.on('console', (message) => {
    const problem = consoleProblem(message)
    if (problem) report(problem)
  })
  page.on('pageerror', error => report({ kind: 'console', text: `uncaught: ${error.stack ?? error.message}` }))
}

/**
 * Reports what goes wrong on any page of a browser context: console errors, warnings of Vue, uncaught errors,
 * breaches of the content security policy, and requests that fail or are answered with 4xx or 5xx.
 */
export async function watchContext(context: BrowserContext, report: (problem: Problem) => void): Promise<void> {
  await context.addInitScript((prefix) => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) => {
      window.console.error(`${prefix}: ${violatedDirective} does not allow ${blockedURI} (${sourceFile}:${lineNumber})`)
    })
  }, CSP_PREFIX)
  context.on('page', page => watchPage(page, report))
  context.on('response', (response) => {
    if (response.status() >= 400)
      report({ kind: 'network', text: `${response.status()} ${response.request().method()} ${response.url()}` })
  })
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'failed'
    // The browser cancels requests of a page that is left.
    if (reason !== 'net::ERR_ABORTED')
      report({ kind: 'network', text: `${reason} ${request.method()} ${request.url()}` })
  })
}
