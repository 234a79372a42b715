import * as z from 'zod/mini'
import { sendAnswerSchema } from '#shared/schemas/http'

/** A program that publishes over HTTP, and repeats a message under its key until it is acknowledged. */
export interface Script {
  /** Acknowledged `seq` by key. */
  readonly acks: ReadonlyMap<string, number>
  /** Stops after the present message. */
  stop(): Promise<void>
}

/** Pause after a failed attempt. */
const RETRY_MS = 20

export function startScript(url: string, room: string, name: string): Script {
  const acks = new Map<string, number>()
  let on = true

  async function post(key: string): Promise<z.infer<typeof sendAnswerSchema> | null> {
    try {
      const response = await fetch(`${url}/send/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ data: `posted as ${key}`, channel: room }),
      })
      return response.ok ? z.parse(sendAnswerSchema, await response.json()) : null
    }
    catch {
      return null // No answer, or one that was cut off: both may be.
    }
  }

  async function run(): Promise<void> {
    for (let count = 1; on; count++) {
      const key = `${name}-${count}`
      let ack = await post(key)
      while (!ack) {
        await new Promise(resolve => setTimeout(resolve, RETRY_MS))
        ack = await post(key)
      }
      acks.set(key, ack.seq)
    }
  }

  const running = run()
  return {
    acks,
    stop() {
      on = false
      return running
    },
  }
}
