import { createServer } from 'node:http'
import process from 'node:process'
import { Redis } from 'ioredis'

/**
 * The least work of `POST /send/`: node:http reads the body, parses the form and publishes to Redis. Checks and keeps
 * nothing.
 */

const redis = new Redis(process.env.REDIS_URL)

/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
async function answer(request, response) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const form = new URLSearchParams(Buffer.concat(chunks).toString())
  await redis.publish(form.get('channel') ?? 'channel_1', form.get('data') ?? '')
  response.setHeader('Content-Type', 'text/plain; charset=utf-8')
  response.end('ok')
}

createServer((request, response) => void answer(request, response)).listen(Number(process.env.PORT), '127.0.0.1')
