import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SERVER_ENTRY } from '../../../../../scripts/lib/paths.mjs'
import { requireBuild } from '../../../../support/app'
import { startChild, type Child } from '../../../../support/children'
import { freePort } from '../../../../support/free-port'
import { startOidcProvider, type TestOidcProvider } from '../../../../support/oidc-provider'
import { connectParley, visit } from '../../../../support/parley-client'
import { connectPlain, postForm } from '../../../../support/plain-client'
import { waitFor } from '../../../../support/wait-for'

/**
 * A route that was first asked for while no file could be opened was broken until a restart: the failed import is kept.
 * The surest lack of files is that there are none.
 */
describe('a process whose program is gone from the disk once it is ready', () => {
  let child: Child
  let folder: string
  let url: string
  let provider: TestOidcProvider

  beforeAll(async () => {
    requireBuild()
    folder = await mkdtemp(join(tmpdir(), 'parley-copy-'))
    await cp(join(SERVER_ENTRY, '../..'), join(folder, '.output'), { recursive: true })
    const port = await freePort()
    provider = await startOidcProvider([`http://127.0.0.1:${port}/api/oidc/work/callback`])
    url = `http://127.0.0.1:${port}`
    child = startChild(process.execPath, [join(folder, '.output/server/index.mjs')], {
      NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), DATA_DIR: join(folder, 'data'),
      OIDC_PROVIDERS: JSON.stringify([provider.settings]), SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'chat@example.org',
    })
    await waitFor(() => child.lines().some(line => line.includes('"msg":"ready"')), { timeoutMs: 30_000 })
    await rm(join(folder, '.output/server'), { recursive: true })
  })
  afterAll(async () => {
    await Promise.all([child.stop(), provider.stop()])
    await rm(folder, { recursive: true, force: true })
  })

  it.each([
    ['the page', '/', {}, 200],
    ['the page in Chinese', '/', { cookie: 'parley-language=zh' }, 200],
    ['the page of a room', '/r/channel_2', {}, 200],
    ['the first owner\'s screen', '/owner', {}, 200],
    ['the sign-in', '/signin', {}, 200],
    ['the sign-in in Chinese', '/signin', { cookie: 'parley-language=zh' }, 200],
    ['a new password', '/reset', {}, 200],
    ['an invitation', '/i/abcdefgh', {}, 200],
    ['the settings', '/settings', {}, 200],
    ['a part of the settings', '/settings/sign-ins', {}, 200],
    ['the way to a provider of sign-ins', '/api/oidc/work/start', {}, 302],
    ['the description of its API', '/api/openapi.json', {}, 200],
    ['a session', '/api/session', {}, 200],
    ['history', '/api/rooms/channel_1/messages', {}, 200],
    ['metrics', '/metrics', {}, 200],
    ['health', '/healthz', {}, 200],
    ['readiness', '/readyz', {}, 200],
    ['an address that does not exist', '/no-such-page', { accept: 'text/html' }, 404],
    ['a file that does not exist', '/_nuxt/no-such-file.js', { accept: 'text/html' }, 404],
    ['history of an unknown room', '/api/rooms/nowhere/messages', {}, 404],
  ] as const)('serves %s all the same', async (_what, path, headers, status) => {
    expect((await fetch(`${url}${path}`, { headers, redirect: 'manual' })).status).toBe(status)
  })

  it('shows a visitor with a name the page and the settings', async () => {
    const headers = { 'cookie': await visit(url), 'content-type': 'application/json' }
    const named = await fetch(`${url}/api/session`, { method: 'PUT', headers, body: '{"name":"Ada"}' })
    const [cookie = ''] = named.headers.getSetCookie().map(set => set.split(';')[0])
    for (const path of ['/', '/settings']) {
      const answer = await fetch(`${url}${path}`, { headers: { cookie } })
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('</html>')])
    }
  })

  it('takes messages, names and WebSockets of both wires', async () => {
    const [plain, app] = [
      await connectPlain({ url: `${url.replace('http', 'ws')}/wb/` }),
      await connectParley({ url: `${url.replace('http', 'ws')}/wb/`, cookie: await visit(url) }),
    ]
    await app.next('hello')
    expect((await postForm({ url, data: 'hello' })).status).toBe(200)
    expect(await plain.next()).toBe('hello')
    expect(
      (
        await fetch(`${url}/api/session`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: '{"name":"Ada"}',
        })
      ).status,
    ).toBe(200)
    expect((await fetch(`${url}/send/`, { method: 'OPTIONS' })).status).toBe(204)
    await Promise.all([plain.close(), app.close()])
  })
})
