// @ts-check
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { chromium } from 'playwright-core'
import { ensureBuild } from './lib/build.mjs'
import { systemChromium } from './lib/chromium.mjs'
import { ROOT, SERVER_ENTRY } from './lib/paths.mjs'

/*
 * Takes the pictures of the README from the built app: three users talk, in three browsers.
 */

const IMAGES = join(ROOT, 'docs', 'images')
const START_TIMEOUT_MS = 30_000

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
const DESKTOP = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2 }

/** @type {readonly (readonly [who: 'Maya' | 'Tom' | 'Priya', text: string])[]} */
const TALK = [
  ['Maya', 'Hi! My order 4182 says delivered, but nothing is here.'],
  ['Tom', 'Good morning Maya, sorry about that. Let me look it up.'],
  ['Tom', 'The courier handed it to a neighbour yesterday at 16:20. The name on the slip is P. Nair, number 14.'],
  ['Priya', 'That\'s me! I have two parcels here, one of them is yours.'],
  ['Maya', 'Oh, wonderful. May I come round after six?'],
  ['Priya', 'Of course, I\'m in all evening.'],
  [
    'Tom',
    'Glad it turned up. I\'ve asked the courier to ring your bell first from now on:\nhttps://example.org/orders/4182',
  ],
  ['Maya', 'Thank you both, that was quick.'],
]

/** @returns {Promise<number>} a free port */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('The operating system assigned no port. Try again.')
  return address.port
}

/** @param {string} url */
async function untilHealthy(url) {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (Date.now() < deadline) {
    if (await fetch(`${url}/healthz`).then(({ ok }) => ok, () => false)) return
    await sleep(50)
  }
  throw new Error('The app did not start: run npm start to see why.')
}

/** A time zone in which it is about ten in the morning, so that the pictures show office hours. */
function morningZone() {
  const ahead = (10 - new Date().getUTCHours() + 36) % 24 - 12
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {string} name
 * @param {import('playwright-core').BrowserContextOptions} options
 */
async function enter(browser, url, name, options) {
  const context = await browser.newContext({ locale: 'en-US', timezoneId: morningZone(), ...options })
  const page = await context.newPage()
  await page.goto(url)
  await page.locator('[data-testid="connection"][data-state="open"]').waitFor({ state: 'attached' })
  await page.getByRole('textbox', { name: 'Your name' }).fill(name)
  await page.getByRole('button', { name: 'Start chatting' }).click()
  await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor()
  return page
}

/** @param {string} url */
async function takePictures(url) {
  const browser = await chromium.launch({
    executablePath: systemChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  try {
    const people = {
      Maya: await enter(browser, url, 'Maya Chen', PHONE),
      Tom: await enter(browser, url, 'Tom Becker', { ...DESKTOP, colorScheme: 'dark' }),
      Priya: await enter(browser, url, 'Priya Nair', DESKTOP),
    }
    for (const [index, [who, text]] of TALK.entries()) {
      const field = people[who].getByRole('textbox', { name: 'Message', exact: true })
      await field.fill(text)
      // The button, since a phone's Enter breaks the line.
      await people[who].getByRole('button', { name: 'Send', exact: true }).click()
      // All have read it before the next one answers.
      for (const page of Object.values(people))
        await page.locator(`[data-testid="message"][data-seq="${index + 1}"][data-state="sent"]`).waitFor()
    }
    for (const data of ['Hello, is the shop in Leeds open today?', 'I would like to pick something up.']) {
      await fetch(`${url}/send/`, { method: 'POST', body: new URLSearchParams({ data, channel: 'channel_2' }) })
    }
    await mkdir(IMAGES, { recursive: true })
    for (const [page, file] of /** @type {const} */ ([[people.Maya, 'phone.png'], [people.Tom, 'desktop.png']])) {
      await page.locator('[data-testid="unread"][data-count="2"]').waitFor()
      await page.locator('[data-testid="online"][data-count="3"]').waitFor()
      await page.getByRole('link', { name: 'https://example.org/orders/4182' }).waitFor()
      const path = join(IMAGES, file)
      await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
      console.log(path)
    }
  }
  finally {
    await browser.close()
  }
}

if (!await ensureBuild()) process.exit(1)
const port = await freePort()
const dataDir = await mkdtemp(join(tmpdir(), 'parley-pictures-'))
const env = {
  PATH: process.env.PATH,
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: String(port),
  DATA_DIR: dataDir,
  LOG_LEVEL: 'warn',
}
const app = execa(process.execPath, [SERVER_ENTRY], {
  env, extendEnv: false, stdin: 'ignore', stdout: 'ignore', stderr: 'inherit', reject: false,
})
try {
  await untilHealthy(`http://127.0.0.1:${port}`)
  await takePictures(`http://127.0.0.1:${port}`)
}
finally {
  app.kill('SIGTERM')
  await app
  await rm(dataDir, { recursive: true, force: true })
}
