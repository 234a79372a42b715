import process from 'node:process'
import { chromium } from 'playwright-core'
import { launch, type LaunchOptions, type Page } from 'puppeteer-core'
import { systemChromium } from '../../../scripts/lib/chromium.mjs'
import { systemFirefox } from '../../../scripts/lib/firefox.mjs'
import type { Engine, EnginePage } from './engine'

const WINDOW = { width: 1280, height: 800 }

function drive(page: Page): EnginePage {
  return {
    async navigate(url) {
      // It resolves when all has loaded, which a test may hold back.
      page.goto(url).catch(() => {})
    },
    click: selector => page.click(selector),
    async type(text) {
      await page.keyboard.type(text)
    },
    async evaluateJson(expression) {
      return String(await page.evaluate(`Promise.resolve(${expression}).then(value => JSON.stringify(value ?? null))`))
    },
    screenshot: async () => Buffer.from(await page.screenshot()),
  }
}

async function startEngine(name: string, options: LaunchOptions): Promise<Engine> {
  const browser = await launch({ headless: true, defaultViewport: WINDOW, ...options })
  return {
    name,
    async visit() {
      const context = await browser.createBrowserContext()
      return { newPage: async () => drive(await context.newPage()), close: () => context.close() }
    },
    close: () => browser.close(),
  }
}

/** Chromium over the DevTools protocol. */
export function startChromium(): Promise<Engine> {
  return startEngine('Chromium', {
    browser: 'chrome',
    executablePath: systemChromium() ?? chromium.executablePath(),
    // Chromium's sandbox refuses to run as root.
    args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
}

/** Firefox over WebDriver BiDi. @throws Error when it is not installed */
export function startFirefox(): Promise<Engine> {
  return startEngine('Firefox', { browser: 'firefox', executablePath: systemFirefox() })
}
