import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { SUBPROTOCOL, clientFrameSchema, type ServerEvent } from '#shared/schemas/frames'
import { Tab } from '../support/chat-client'
import { waitFor } from '../support/wait-for'
import { ManualClock } from '../unit/client/support/manual-clock'
import { BOB, ME, ROOMS, hello, message, messageEvent, roomState } from '../unit/client/support/setup'

const MINUTE_MS = 60_000
const STEP_MS = 500
/** No heartbeat: its answer could not be waited for, and would come too late on a clock that runs ahead of the line. */
const DAY_MS = 86_400_000

/**
 * A server that answers every `join` with `reset`, and right after it sends a message from beyond, so that there is
 * always something missing.
 */
async function startResettingServer(): Promise<{
  readonly wsUrl: string
  readonly joins: () => number
  close(): Promise<void>
}> {
  let joins = 0
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => SUBPROTOCOL })
  await once(server, 'listening')
  server.on('connection', (socket) => {
    const say = (...events: ServerEvent[]) => socket.send(JSON.stringify(events))
    say(hello({ heartbeatMs: DAY_MS, rooms: [roomState({ lastSeq: 10 })] }))
    socket.on('message', (data) => {
      const frame = clientFrameSchema.parse(JSON.parse(data.toString()))
      if (frame.type !== 'join') return
      joins++
      say(
        {
          type: 'joined',
          id: frame.id,
          room: frame.room,
          epoch: 'e1',
          head: 10,
          online: 1,
          mode: 'reset',
          page: [message(10)],
          older: true,
        },
        messageEvent(1_000, { author: BOB }),
      )
    })
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The operating system assigned no port. Try again.')
  return {
    wsUrl: `ws://127.0.0.1:${address.port}/wb/`,
    joins: () => joins,
    async close() {
      for (const socket of server.clients) socket.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('a server that answers "reset" for ever', () => {
  let end = async () => {}
  afterEach(() => end())

  it('is asked less and less, at last once a minute, and the page shows what it got', async () => {
    const server = await startResettingServer()
    const clock = new ManualClock()
    const tab = new Tab({
      visitor: { session: { user: ME, named: true }, cookie: '' },
      url: () => '',
      wsUrl: () => server.wsUrl,
      clock,
      random: () => 0.5,
    })
    end = async () => {
      await tab.close()
      await server.close()
    }
    await tab.open()

    /** Lets time pass, and after each step waits until all that was asked is answered. */
    async function pass(ms: number): Promise<number> {
      const before = server.joins()
      for (let passed = 0; passed < ms; passed += STEP_MS) {
        clock.advance(STEP_MS)
        await waitFor(() => {
          const { joins, resets, holes } = tab.client.diagnostics()
          return joins > 0 && joins === resets && holes >= resets
        }, { what: 'every join to be answered', intervalMs: 1 })
      }
      return server.joins() - before
    }

    await waitFor(() => tab.client.diagnostics().resets > 0)
    const early = await pass(5 * MINUTE_MS)
    const late = await pass(5 * MINUTE_MS)
    expect(early).toBeLessThanOrEqual(15)
    expect(late).toBeGreaterThan(0)
    expect(late).toBeLessThanOrEqual(7)
    expect(tab.opened).toBe(1)
    expect(tab.client.room(ROOMS[0].id).view()?.items.map(item => item.text)).toEqual(['text 10'])
  })
})
