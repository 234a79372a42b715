import * as z from 'zod'
import { systemWebKit } from '../../../scripts/lib/webkit.mjs'
import { startChild } from '../../support/children'
import { freePort } from '../../support/free-port'
import { waitFor } from '../../support/wait-for'
import { startDisplay } from './display'
import type { Engine, EnginePage, Visitor } from './engine'
import { webDriver, type Command } from './webdriver'

const START_TIMEOUT_MS = 60_000
/** WebDriver's own 30 s are too few for a long walk through a list on a busy machine. */
const SCRIPT_TIMEOUT_MS = 240_000

/** How WebDriver writes the Enter key. */
const ENTER = '\uE007'

const sessionSchema = z.object({ sessionId: z.string() })
const handleSchema = z.string()
const newWindowSchema = z.object({ handle: z.string() })
/** WebDriver names an element by an object of one key. */
const elementSchema = z.record(z.string(), z.string()).transform(names => Object.values(names).join(''))
const outcomeSchema = z.object({ json: z.string().nullish(), error: z.string().nullish() })

/** WebDriver takes the body of a function, whose last argument is to be called with the result. */
function script(expression: string): string {
  return `
    const done = arguments[arguments.length - 1]
    Promise.resolve().then(() => ${expression}).then(
      value => done({ json: JSON.stringify(value ?? null) }),
      error => done({ error: String(error) }),
    )`
}

function drive(command: Command): EnginePage {
  return {
    navigate: async url => void await command('POST', '/url', { url }),
    async click(selector) {
      const element = elementSchema.parse(await command('POST', '/element', { using: 'css selector', value: selector }))
      await command('POST', `/element/${element}/click`, {})
    },
    async type(text) {
      const element = elementSchema.parse(await command('GET', '/element/active'))
      await command('POST', `/element/${element}/value`, { text: text.replaceAll('\n', ENTER) })
    },
    async evaluateJson(expression) {
      const outcome = await command('POST', '/execute/async', { script: script(expression), args: [] })
      const { json, error } = outcomeSchema.parse(outcome)
      if (typeof json === 'string') return json
      throw new Error(error ?? 'The page gave nothing.')
    },
    async screenshot() {
      return Buffer.from(z.string().parse(await command('GET', '/screenshot')), 'base64')
    },
  }
}

/** Commands to one window. The session chooses it before each of them, so its commands run one after the other. */
function windowCommand(session: Command, handle: string, queue: { last: Promise<unknown> }): Command {
  return (...command) => {
    const answer = queue.last.then(() => session('POST', '/window', { handle })).then(() => session(...command))
    queue.last = answer.catch(() => {})
    return answer
  }
}

/** A server of WebDriver has one session at a time, so each visitor has a server. */
async function visit(driver: string, browser: string, display: string): Promise<Visitor> {
  const port = await freePort()
  const server = startChild(driver, [`--port=${port}`], {
    DISPLAY: display,
    LANG: 'en_US.UTF-8',
    // Its sandbox needs rights that a container's root lacks.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  })
  const call = webDriver(`http://127.0.0.1:${port}`)
  await waitFor(() => call('GET', '/status'), { timeoutMs: START_TIMEOUT_MS, what: 'WebKitWebDriver to answer' })
  const { sessionId } = sessionSchema.parse(await call('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        'browserName': 'MiniBrowser',
        'pageLoadStrategy': 'none',
        'timeouts': { script: SCRIPT_TIMEOUT_MS },
        'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
      },
    },
  }))
  const session: Command = (method, path, body) => call(method, `/session/${sessionId}${path}`, body)
  const first = handleSchema.parse(await session('GET', '/window'))
  const unused = [first]
  const queue = { last: Promise.resolve<unknown>(undefined) }
  return {
    async newPage() {
      const handle = unused.pop() ?? newWindowSchema.parse(await session('POST', '/window/new', { type: 'tab' })).handle
      return drive(windowCommand(session, handle, queue))
    },
    async close() {
      await call('DELETE', `/session/${sessionId}`)
      await server.stop()
    },
  }
}

/** WebKit over WebDriver, on a display of its own. @throws Error when it is not installed */
export async function startWebKit(): Promise<Engine> {
  const installed = systemWebKit()
  if (!installed) throw new Error('WebKit is missing. Install it (Debian: apt-get install webkit2gtk-driver xvfb).')
  const display = await startDisplay()
  const visitors = new Set<Visitor>()
  return {
    name: 'WebKit',
    async visit() {
      const visitor = await visit(installed.driver, installed.browser, display.name)
      visitors.add(visitor)
      return {
        newPage: visitor.newPage,
        async close() {
          visitors.delete(visitor)
          await visitor.close()
        },
      }
    },
    async close() {
      for (const visitor of visitors) await visitor.close()
      await display.close()
    },
  }
}
