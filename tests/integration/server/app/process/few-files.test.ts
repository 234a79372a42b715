import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SERVER_ENTRY } from '../../../../../scripts/lib/paths.mjs'
import { requireBuild } from '../../../../support/app'
import { startChild, type Child } from '../../../../support/children'
import { freePort } from '../../../../support/free-port'
import { connectPlain, postForm } from '../../../../support/plain-client'
import { waitFor } from '../../../../support/wait-for'

const FILES = 150

/**
 * Routes that were first asked for while no file was free stayed broken until a restart. On Linux every address of
 * 127/8 is this machine, so the sockets come from many addresses, each below its own cap.
 */
describe.runIf(process.platform === 'linux')('a process that had no file left for a moment', () => {
  let child: Child
  let folder: string
  let port: number
  let url: string

  beforeAll(async () => {
    requireBuild()
    folder = await mkdtemp(join(tmpdir(), 'parley-files-'))
    port = await freePort()
    url = `http://127.0.0.1:${port}`
    const env = { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), DATA_DIR: join(folder, 'data') }
    child = startChild('/bin/sh', ['-c', `ulimit -n ${FILES} && exec "${process.execPath}" "${SERVER_ENTRY}"`], env)
    await waitFor(() => child.lines().some(line => line.includes('"msg":"ready"')), { timeoutMs: 30_000 })
  })
  afterAll(async () => {
    await child.stop()
    await rm(folder, { recursive: true, force: true })
  })

  it('serves every route once files are free again, and lost nothing', async () => {
    expect((await postForm({ url, data: 'before' })).status).toBe(200)
    const sockets: Socket[] = []
    const ended = new Set<Socket>()
    for (let i = 0; i < 2 * FILES; i++) {
      const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.${1 + Math.floor(i / 20)}.2` })
      sockets.push(socket.on('error', () => {}).once('close', () => ended.add(socket)))
    }
    // The process closes what it has no file for.
    await waitFor(() => ended.size > 0, { timeoutMs: 30_000, what: 'a connection to be refused' })
    const asked = ['/', '/metrics', '/api/rooms/channel_1/messages', '/api/session'].map(path =>
      fetch(`${url}${path}`).then(
        ({ status }) => status,
        () => 'refused',
      ),
    )
    for (const socket of sockets) socket.destroy()
    await Promise.all(asked)

    await expect.poll(() => fetch(`${url}/healthz`).then(({ status }) => status, () => 'refused')).toBe(200)
    for (const path of ['/', '/metrics', '/api/rooms/channel_1/messages', '/api/session', '/readyz']) {
      expect([path, (await fetch(`${url}${path}`)).status]).toEqual([path, 200])
    }
    const plain = await connectPlain({ url: `${url.replace('http', 'ws')}/wb/?since=0` })
    expect(await plain.next()).toBe('before')
    await plain.close()
  })
})
