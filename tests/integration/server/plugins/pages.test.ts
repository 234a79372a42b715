import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorBodySchema } from '#shared/schemas/http'
import { startApp, type TestApp } from '../../../support/app'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

/** The answer to a request that `fetch` would not send: its first line as it stands. */
function answerTo(line: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(app.port, '127.0.0.1')
    let text = ''
    socket.on('data', bytes => void (text += bytes.toString('utf8'))).on('close', () => resolve(text))
    socket.write(`${line} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nConnection: close\r\n\r\n`)
  })
}

describe('what is no page', () => {
  it.each([
    ['GET /no-such-page', 404],
    ['HEAD /no-such-page', 404],
    ['GET /index.html', 404],
    ['GET //', 404],
    ['GET /__nuxt_error?statusCode=500', 404],
    ['GET /_nuxt/no-such-file.js', 404],
    ['GET http://127.0.0.1/healthz', 404],
    ['OPTIONS *', 404],
    ['DELETE /', 405],
    ['GET /wb', 426],
    ['GET /robots.txt', 200],
    ['GET /favicon.ico', 200],
  ])('is answered without the renderer and makes no guest: %s', async (line, status) => {
    const answer = await answerTo(line)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).not.toMatch(/set-cookie/i)
    expect(answer).not.toMatch(/__NUXT|<script/)
  })

  it('is a friendly page for a browser, in its language', async () => {
    const page = (headers: Record<string, string>) =>
      fetch(`${app.url}/no-such-page`, { headers: { accept: 'text/html', ...headers } }).then(answer => answer.text())
    expect(await page({ 'accept-language': 'de, en' })).toContain('<h1>Page not found</h1>')
    expect(await page({ 'accept-language': 'zh-CN,zh;q=0.9' })).toContain('<h1>页面不存在</h1>')
    expect(await page({ 'accept-language': 'en', 'cookie': 'parley-language=zh' })).toContain('lang="zh-CN"')
  })

  it('is an error of the API for a script', async () => {
    const answer = await fetch(`${app.url}/no-such-page`)
    expect(errorBodySchema.parse(await answer.json()).error.code).toBe('not_found')
  })

  it('has a file for crawlers', async () => {
    expect(await (await fetch(`${app.url}/robots.txt`)).text()).toContain('User-agent: *\nDisallow: /')
  })
})
