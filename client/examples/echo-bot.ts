import WebSocket from 'ws'
import { createChatClient, newGuest, onMessage, SUBPROTOCOL } from '../index'

/** A bot that answers "!echo hello" with "hello". ../README.md explains it. */
const [url = 'http://localhost:3000', id = 'channel_1'] = process.argv.slice(2)
const { session, headers } = await newGuest(url)
const socket = () => new WebSocket(`${url.replace('http', 'ws')}/wb`, SUBPROTOCOL, { headers })
const bot = createChatClient({ session, rooms: [{ id, kind: 'channel', title: id }], active: id, socket })
onMessage(bot, id, ({ text }) => text.startsWith('!echo ') && bot.room(id).send(text.slice(6)))
await bot.start()
