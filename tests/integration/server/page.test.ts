import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../../../scripts/lib/paths.mjs'
import { startApp, type TestApp } from '../../support/app'

const ASSETS = join(ROOT, '.output', 'public', '_nuxt')

/** What is not needed for the first messages belongs into `scripts/later-parts.ts`. */
const FIRST_PAGE_MAX_BYTES = 145_000

let app: TestApp

beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

async function visitor() {
  const response = await fetch(`${app.url}/api/session`)
  const cookie = response.headers.getSetCookie().map(line => line.split(';')[0]).join('; ')
  return { cookie, session: await response.json() as unknown }
}

const open = (path: string, headers: Record<string, string> = {}) =>
  fetch(app.url + path, { headers: { accept: 'text/html', ...headers } })

const hrefs = (html: string, rel: string) =>
  [...html.matchAll(/<link[^>]*>/g)]
    .map(([tag]) => tag)
    .filter(tag => tag.includes(`rel="${rel}"`))
    .map(tag => /href="\/_nuxt\/([^"]+)"/.exec(tag)?.[1] ?? '')

const visitorOf = (html: string): unknown => JSON.parse(/id="visitor">(.*?)<\/script>/.exec(html)?.[1] ?? 'null')

describe('the HTML of a page', () => {
  // The page's own style sheet was only prefetched, and for 1.5 s people saw a page without styles.
  it.each(['/'])('the HTML of %s links each style sheet that has rules for one of its elements', async (path) => {
    const html = await (await open(path)).text()
    const used = new Set([...html.matchAll(/ (data-v-[0-9a-f]{8})[ >]/g)].map(([, scope]) => scope ?? ''))
    expect(used.size).toBeGreaterThan(5)
    const sheets = (await readdir(ASSETS)).filter(file => file.endsWith('.css'))
    const needed = await Promise.all(
      sheets.map(async file => ({ file, css: await readFile(join(ASSETS, file), 'utf8') })),
    )
    const linked = hrefs(html, 'stylesheet')
    expect(linked).toEqual(
      expect.arrayContaining(
        needed.filter(({ css }) => [...used].some(scope => css.includes(`[${scope}]`))).map(({ file }) => file),
      ),
    )
    expect(linked.length).toBeGreaterThan(1)
  })

  it('preloads the program, the page and the texts of one language, and prefetches nothing', async () => {
    const [en, zh] = await Promise.all(
      ['en', 'zh-CN'].map(async language => (await open('/', { 'accept-language': language })).text()),
    )
    expect(hrefs(en ?? '', 'modulepreload')).toHaveLength(3)
    expect(hrefs(zh ?? '', 'modulepreload')).toHaveLength(3)
    for (const file of [...hrefs(en ?? '', 'modulepreload'), ...hrefs(zh ?? '', 'modulepreload')]) {
      expect((await open(`/_nuxt/${file}`)).headers.get('cache-control'), file).toContain('immutable')
    }
    expect(hrefs(zh ?? '', 'modulepreload')).not.toEqual(hrefs(en ?? '', 'modulepreload'))
    expect(en).not.toContain('rel="prefetch"')
  })

  it('waits for no more than 145 kB of programs and texts, as a browser gets them by gzip', async () => {
    const html = await (await open('/')).text()
    const files = new Set([
      ...hrefs(html, 'modulepreload'),
      ...[...html.matchAll(/<script[^>]* src="\/_nuxt\/([^"]+)"/g)].map(([, file]) => file ?? ''),
    ])
    const sizes = await Promise.all([...files].map(async file => (await stat(join(ASSETS, `${file}.gz`))).size))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_PAGE_MAX_BYTES)
    expect(sizes).toHaveLength(3)
  })

  it('gives each drawing a size of its own, so that it fills no screen before the styles are there', async () => {
    const html = await (await open('/')).text()
    const drawings = [...html.matchAll(/<svg[^>]*>/g)].map(([tag]) => tag)
    expect(drawings.length).toBeGreaterThan(1)
    expect(drawings.filter(tag => !/ width="\d+"/.test(tag) || !/ height="\d+"/.test(tag))).toEqual([])
  })

  it('is a third as large for a browser that takes gzip', async () => {
    const plain = await open('/', { 'accept-encoding': 'identity' })
    const packed = await open('/', { 'accept-encoding': 'gzip' })
    expect([plain.headers.get('content-encoding'), packed.headers.get('content-encoding')]).toEqual([null, 'gzip'])
    expect(await packed.text()).toContain('</html>')
    expect(Number(packed.headers.get('content-length'))).toBeLessThan(Number(plain.headers.get('content-length')) / 2.5)
  })
})

describe('the styles of the build', () => {
  it('bring no font: fonts are the system\'s', async () => {
    const files = await readdir(ASSETS)
    const css = await Promise.all(
      files.filter(file => file.endsWith('.css')).map(file => readFile(join(ASSETS, file), 'utf8')),
    )
    expect(files.filter(file => /\.(?:woff2?|ttf)$/.test(file))).toEqual([])
    expect(css.join('')).not.toMatch(/@font-face\s*\{[^}]*url\(/)
  })
})

describe('a page that is kept for all', () => {
  it('holds of each visitor only their own part', async () => {
    const [ada, bob] = await Promise.all([visitor(), visitor()])
    const pages = await Promise.all([ada, bob, ada].map(async ({ cookie }) => (await open('/', { cookie })).text()))
    expect(pages.map(visitorOf)).toEqual([ada, bob, ada].map(({ session }) => ({ session, latest: null })))
    const bare = pages.map(html =>
      html.replaceAll(/nonce="[^"]*"/g, '').replace(/<script type="application\/json" id="visitor">.*?<\/script>/, ''),
    )
    expect(new Set(bare).size).toBe(1)
  })

  it('has another nonce each time, the one of its Content-Security-Policy, and is stored nowhere', async () => {
    const nonces = new Set<string>()
    for (let i = 0; i < 3; i++) {
      const response = await open('/')
      const inPage = new Set([...(await response.text()).matchAll(/ nonce="([^"]*)"/g)].map(([, nonce]) => nonce))
      const [, nonce = ''] = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '') ?? []
      expect([...inPage]).toEqual([nonce])
      expect(response.headers.get('cache-control')).toBe('no-store')
      nonces.add(nonce)
    }
    expect(nonces.size).toBe(3)
  })

  it.each([
    'GET', 'HEAD',
  ])('makes no guest of a first visit by %s: its browser asks for the session', async (method) => {
    const response = await fetch(`${app.url}/`, { method, headers: { accept: 'text/html' } })
    expect([response.status, response.headers.getSetCookie()]).toEqual([200, []])
    if (method === 'GET') expect(visitorOf(await response.text())).toMatchObject({ session: null })
  })

  it('is in the language that was chosen, else in the browser\'s', async () => {
    const lang = async (headers: Record<string, string>) =>
      /<html[^>]*lang="([^"]*)"/.exec(await (await open('/', headers)).text())?.[1]
    expect(await lang({})).toBe('en')
    expect(await lang({ 'accept-language': 'zh-TW,en;q=0.5' })).toBe('zh-CN')
    expect(await lang({ 'accept-language': 'zh', 'cookie': 'parley-language=en' })).toBe('en')
  })

  it('opens the room of the cookie', async () => {
    const title = async (path: string, headers: Record<string, string> = {}) =>
      /<title>([^<]*)/.exec(await (await open(path, headers)).text())?.[1]
    expect(await title('/', { cookie: 'channel=channel_2' })).toContain('No. 2')
    expect(await title('/', { cookie: 'channel=gone' })).toContain('No. 1')
  })

  it('opens the room of its address, whatever the cookie says', async () => {
    const html = await (await open('/r/channel_2', { cookie: 'channel=channel_1' })).text()
    expect(/<title>([^<]*)/.exec(html)?.[1]).toContain('No. 2')
  })

  it('answers 404 for a room that does not exist, and makes no guest', async () => {
    const response = await open('/r/nowhere')
    expect([response.status, response.headers.getSetCookie()]).toEqual([404, []])
  })
})

describe('a screen beside the chat', () => {
  const SCREENS = ['/signin', '/owner', '/reset', '/i/V1StGXR8_Z5j', '/settings', '/settings/security']

  it.each(SCREENS)('%s is the same for all, but for each visitor\'s own part, and makes no guest', async (path) => {
    const { cookie, session } = await visitor()
    const [first, known] = await Promise.all([open(path), open(path, { cookie })])
    expect([first.status, first.headers.getSetCookie(), known.status]).toEqual([200, [], 200])
    const pages = await Promise.all([first.text(), known.text()])
    expect(pages.map(visitorOf)).toEqual([{ session: null, latest: null }, { session, latest: null }])
    const bare = pages.map(html => html.replaceAll(/nonce="[^"]*"/g, '').replace(/<script type="application\/json" id="visitor">.*?<\/script>/, ''))
    expect(new Set(bare).size).toBe(1)
  })

  it('holds nothing of an invitation: one page is kept for all codes', async () => {
    const [one, other] = await Promise.all(['/i/aaaa', '/i/bbbb'].map(async path => (await open(path)).text()))
    expect(one).not.toContain('aaaa')
    expect(one?.replaceAll(/nonce="[^"]*"/g, '')).toBe(other?.replaceAll(/nonce="[^"]*"/g, ''))
  })

  it('is in the language of the browser', async () => {
    const html = await (await open('/signin', { 'accept-language': 'zh-CN' })).text()
    expect(html).toMatch(/<html[^>]*lang="zh-CN"/)
    expect(html).toContain('登录')
  })
})

describe('an error page', () => {
  it.each([
    ['/nowhere', 'en', 'Page not found'],
    ['/nowhere', 'zh', '页面不存在'],
    ['/r/nowhere', 'en', 'Room not found'],
  ])('an error page of %s in %s says so, has its styles, is small and makes no guest', async (path, language, words) => {
    const response = await open(path, { 'accept-language': language })
    const html = await response.text()
    expect([response.status, response.headers.getSetCookie()]).toEqual([404, []])
    expect(html).toContain('<main class="error"')
    expect(html).toContain(words)
    expect([hrefs(html, 'stylesheet'), html.includes('<style>'), html.includes('<script')]).toEqual([[], true, false])
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none';/)
    expect(html.length).toBeLessThan(8_000)
  })
})
