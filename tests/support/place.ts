import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, createRouter, toNodeListener } from 'h3'
import { vi } from 'vitest'
import type { Parley } from '../../server/app/parley'
import { startEngine, type ENGINES } from './engine'

/** The services of a process with its operations over HTTP, inside the process of the tests: no build, no sockets. */
export interface TestPlace {
  readonly url: string
  readonly parley: Parley
  /** Decides on an upgrade as the server does. @throws Response where it refuses */
  upgrade(headers: Readonly<Record<string, string>>): Promise<void>
  stop(): Promise<void>
}

/**
 * @param env configuration, as an operator sets it
 * @param port a free one of the tests'; without it, one of the system's
 */
export async function startPlace(env: Readonly<Record<string, string>> = {}, port = 0): Promise<TestPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-place-'))
  // Each has modules of its own, as a process has: the services are there once per process.
  vi.resetModules()
  vi.doMock('../../server/domain/people/password/stored-hash', withCheapHashes)
  // Of Nitro: it gives handlers their names without an import.
  vi.stubGlobal('defineWebSocketHandler', <T>(handler: T) => handler)
  const [
    { startParley }, { loadConfig }, { operationRoute, routerPath }, { OPERATIONS }, { checked }, ...routes
  ] = await Promise.all([
    import('../../server/app/parley'),
    import('../../server/platform/config/load'),
    import('../../server/app/http/operation-route'),
    import('../../server/domain/operations/table'),
    import('../../server/domain/operations/checked'),
    import('../../server/api/session.get'),
    import('../../server/api/session.put'),
    import('../../server/api/pictures/[hash].get'),
    import('../../server/api/rooms/[room]/messages.get'),
    import('../../server/api/rooms/[room]/messages/[seq].patch'),
    import('../../server/api/rooms/[room]/messages/[seq].delete'),
    import('../../server/routes/send.post'),
    import('../../server/routes/wb'),
  ])
  const parley = await startParley(loadConfig({ DATA_DIR: folder, ...env }))
  const router = createRouter()
  for (const operation of OPERATIONS) {
    router.use(routerPath(operation), operationRoute(checked(operation)), methodOf(operation))
  }
  const [session, rename, picture, history, edit, remove, send, sockets] = routes
  router.get('/api/session', session.default)
  router.put('/api/session', rename.default)
  router.get('/api/pictures/:hash', picture.default)
  router.get('/api/rooms/:room/messages', history.default)
  router.patch('/api/rooms/:room/messages/:seq', edit.default)
  router.delete('/api/rooms/:room/messages/:seq', remove.default)
  router.post('/send/', send.default)
  const server = createServer(toNodeListener(createApp().use(router)))
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  const { port: listening } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${listening}`,
    parley,
    async upgrade(headers) {
      const upgrade: unknown = Reflect.get(sockets.default, 'upgrade')
      if (typeof upgrade !== 'function') throw new Error('The route of the socket has no upgrade.')
      await Reflect.apply(upgrade, null, [{ headers: new Headers(headers), url: 'http://127.0.0.1/wb/', context: {} }])
    },
    async stop() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      await parley.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Like `startPlace`, on an engine of its own: the place stops it, too. */
export async function startPlaceOn(
  engine: typeof ENGINES[number], env: Readonly<Record<string, string>> = {},
): Promise<TestPlace> {
  const data = await startEngine(engine)
  const place = await startPlace({ ...data.env, ...env })
  return {
    ...place,
    async stop() {
      await place.stop()
      await data.stop()
    },
  }
}

/**
 * A hash costs a hundredth of what it costs a server, where it is a quarter of a second: these tests make hundreds.
 * The built app (`startApp`) has no such way in. What a hash costs there is tested with it, and with `Passwords`.
 */
async function withCheapHashes(importOriginal: () => Promise<unknown>) {
  const original = await importOriginal() as typeof import('../../server/domain/people/password/stored-hash')
  return { ...original, COST: { ...original.COST, ln: 8 } }
}

function methodOf({ method }: { readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' }) {
  return ({ GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const)[method]
}

/** Has something done right before the next transaction of the place, as if another process were faster. */
export function beforeNextChange({ parley: { place: { log } } }: TestPlace, act: () => Promise<unknown>): void {
  const original = log.change.bind(log)
  const faster: typeof log.change = async (rooms, run) => {
    Object.assign(log, { change: original })
    await act()
    return original(rooms, run)
  }
  Object.assign(log, { change: faster })
}
