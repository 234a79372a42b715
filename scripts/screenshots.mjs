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
 * Takes the pictures of the README from the built app: three users talk, in three browsers. Then a team with accounts
 * has rooms of its own.
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

const PASSWORD = 'a short sentence'

/** @typedef {'ada' | 'ben' | 'chloe'} Handle */

/** @type {Readonly<Record<Handle, string>>} */
const TEAM = { ada: 'Ada Moreau', ben: 'Ben Okafor', chloe: 'Chloe Lindqvist' }

/**
 * @type {readonly { kind: string, title: string, emoji: string, topic: string,
 *   talk: readonly (readonly [Handle, string])[] }[]}
 */
const ROOMS = [
  { kind: 'private', title: 'Garden club', emoji: '🌱', topic: 'Seeds, tools and Sundays', talk: [
    ['chloe', 'The tomatoes are in. Who has a spare watering can?'],
    ['ben', 'I do, I\'ll bring it on Sunday.'],
  ] },
  { kind: 'channel', title: 'Lunch', emoji: '🥗', topic: 'Where to, and when', talk: [
    ['ben', 'Noodles at half past twelve?'],
  ] },
  { kind: 'private', title: 'Spring release', emoji: '🚀', topic: 'What is left until the 12th', talk: [
    ['ada', 'Good morning! The release is on the 12th. What is still open?'],
    ['ben', 'The importer. It passes all its tests since last night.'],
    ['chloe', 'I translated the last screens, and the pictures are new.'],
    ['ada', '@ben can you read them once more before we tag it?'],
    ['ben', 'Sure, this afternoon. The list is here:\nhttps://example.org/releases/spring'],
    ['chloe', 'Then all that is left is cake. 🎂'],
  ] },
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

/**
 * Asks the server as the page would.
 * @param {import('playwright-core').Page} page
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 */
async function ask(page, method, path, body) {
  return page.evaluate(async ({ method, path, body }) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return answer.status === 204 ? null : answer.json()
  }, { method, path, body })
}

/**
 * Sends a text in the open room and waits until it is stored.
 * @param {import('playwright-core').Page} page
 * @param {string} text
 */
async function say(page, text) {
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.locator('[data-testid="message"][data-state="sent"]').filter({ hasText: text.split('\n')[0] ?? '' }).waitFor()
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} path
 */
async function open(page, path) {
  await page.goto(path)
  await page.locator('[data-testid="connection"][data-state="open"]').waitFor({ state: 'attached' })
}

/**
 * A team with accounts: the rooms of one of them on a phone, a room with its details on a desktop.
 * @param {string} url
 * @param {string} code of the link for the owner
 */
async function takeTeamPictures(url, code) {
  const browser = await chromium.launch({
    executablePath: systemChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  try {
    /** @type {Map<Handle, import('playwright-core').Page>} */
    const pages = new Map()
    /** @type {Map<Handle, string>} */
    const ids = new Map()
    for (const handle of /** @type {Handle[]} */ (['ada', 'ben', 'chloe'])) {
      const options = handle === 'chloe' ? PHONE : DESKTOP
      const context = await browser.newContext({ baseURL: url, locale: 'en-US', timezoneId: morningZone(), ...options })
      const page = await context.newPage()
      await open(page, '/')
      const account = { name: TEAM[handle], handle, password: PASSWORD }
      const session = handle === 'ada'
        ? await ask(page, 'POST', '/api/owner', { code, ...account })
        : await ask(page, 'POST', '/api/account', account)
      pages.set(handle, page)
      ids.set(handle, session.user.id)
    }
    const [ada, ben, chloe] = [...pages.values()]
    if (!ada || !ben || !chloe) throw new Error('Three pages were opened.')
    let room = ''
    for (const { talk, ...about } of ROOMS) {
      const made = await ask(ada, 'POST', '/api/rooms', about)
      room = made.room.id
      for (const person of [ids.get('ben'), ids.get('chloe')]) {
        await ask(ada, 'POST', `/api/rooms/${room}/members`, { person })
      }
      for (const page of pages.values()) await open(page, `/r/${room}`)
      for (const [who, text] of talk) await say(pages.get(who) ?? ada, text)
    }
    const direct = await ask(ben, 'PUT', `/api/direct/${ids.get('chloe')}`)
    await open(ben, `/r/${direct.room.id}`)
    await say(ben, 'Do you have a minute for the French texts?')
    await open(ben, `/r/${room}`)
    await open(ada, `/r/${room}?panel=details`)
    await open(chloe, '/?panel=rooms')
    await chloe.getByText('Do you have a minute').filter({ visible: true }).first().waitFor()
    for (const [page, file] of /** @type {const} */ ([[chloe, 'rooms.png'], [ada, 'team.png']])) {
      await page.waitForLoadState('networkidle')
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
  env, extendEnv: false, stdin: 'ignore', stdout: 'pipe', stderr: 'inherit', reject: false, buffer: false,
})
let output = ''
app.stdout.on('data', chunk => void (output += chunk))
try {
  const url = `http://127.0.0.1:${port}`
  await untilHealthy(url)
  await takePictures(url)
  const [, code] = /\/owner#([\w-]+)/.exec(output) ?? []
  if (!code) throw new Error('The app printed no link for its owner.')
  await takeTeamPictures(url, code)
}
finally {
  app.kill('SIGTERM')
  await app
  await rm(dataDir, { recursive: true, force: true })
}
