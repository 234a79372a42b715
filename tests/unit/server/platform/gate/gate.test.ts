import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Gate } from '../../../../../server/platform/gate/gate'
import { ROOM_REQUESTS_AT_ONCE } from '../../../../../server/platform/limits/server-limits'

/** A gate before an app whose answers the test gives. */
async function open() {
  const gate = new Gate({
    config: { MAX_CONNECTIONS_PER_ADDRESS: 200, TRUST_PROXY: 0 },
    rates: { consume: () => 0, refused: () => {} },
  })
  const begun: { path: string, end(): void }[] = []
  const handle = (path: string, response: ServerResponse) => new Promise<void>((resolve) => {
    begun.push({ path, end: () => resolve(void response.end(path)) })
  })
  const server = createServer((request, response) => (
    gate.request(request, response, () => handle(request.url ?? '', response))
  ))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port }: Pick<AddressInfo, 'port'> = Object(server.address())
  const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text()
  return { server, begun, ask }
}

describe('the gate', () => {
  let opened: Awaited<ReturnType<typeof open>>
  afterEach(() => opened.server.close())

  it('lets few requests to rooms run at a time, and other requests pass them', async () => {
    opened = await open()
    const { begun, ask } = opened
    const paths = Array.from({ length: ROOM_REQUESTS_AT_ONCE + 2 }, (_, i) => `/api/rooms/a/messages?limit=${i + 1}`)
    const answers = Promise.all(paths.map(ask))
    await vi.waitFor(() => expect(begun).toHaveLength(ROOM_REQUESTS_AT_ONCE))
    const other = ask('/api/list')
    await vi.waitFor(() => expect(begun.at(-1)?.path).toBe('/api/list'))
    expect(begun).toHaveLength(ROOM_REQUESTS_AT_ONCE + 1)
    for (let at = 0; at < paths.length + 1; at++) {
      await vi.waitFor(() => expect(begun.length).toBeGreaterThan(at))
      begun[at]?.end()
    }
    expect(await other).toBe('/api/list')
    expect(await answers).toEqual(paths)
  })
})
