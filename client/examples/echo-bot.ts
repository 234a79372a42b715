import WebSocket from 'ws'
import { SUBPROTOCOL } from '#shared/schemas/frames'
import { createChatClient } from '../client'
import { newGuest } from '../guest'

/** A bot that repeats: it answers "!echo hello" with "hello". ../README.md explains it. */
const [url = 'http://localhost:3000', room = 'channel_1'] = process.argv.slice(2)
const { session, headers } = await newGuest(url)
const socket = () => new WebSocket(`${url.replace('http', 'ws')}/wb`, SUBPROTOCOL, { headers })
const bot = createChatClient({ session, rooms: [{ id: room, kind: 'channel', title: room }], active: room, socket })
let answered = Infinity
bot.subscribe(() => {
  const position = bot.position(room)
  if (!position) return
  const from = Math.min(answered, position.seq) // messages from before the bot's start are not answered
  answered = position.seq
  for (const item of bot.active().items) {
    if (item.kind !== 'message' || item.mine || item.seq === null || item.seq <= from) continue
    if (item.text.startsWith('!echo ')) bot.send(room, item.text.slice('!echo '.length))
  }
})
await bot.start()
