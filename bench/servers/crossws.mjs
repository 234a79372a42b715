import { createServer } from 'node:http'
import process from 'node:process'
import nodeAdapter from 'crossws/adapters/node'
import { redis } from 'crossws/sync'
import { Redis } from 'ioredis'

/** crossws' own `publish`, over its Node adapter and its Redis driver. */

const CHANNEL = 'channel_1'

const adapter = nodeAdapter({
  sync: redis({ client: new Redis(process.env.REDIS_URL), channel: 'bench' }),
  serverOptions: { perMessageDeflate: false },
  hooks: {
    open(peer) {
      if (new URL(peer.request.url).pathname === '/listen') peer.subscribe(CHANNEL)
    },
    message(_peer, message) {
      adapter.publish(CHANNEL, message.text())
    },
  },
})

createServer()
  .on('upgrade', (request, socket, head) => void adapter.handleUpgrade(request, socket, head))
  .listen(Number(process.env.PORT), '127.0.0.1')
