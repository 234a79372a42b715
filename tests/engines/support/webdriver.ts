import * as z from 'zod'

const answerSchema = z.object({ value: z.unknown() })
const errorSchema = z.object({ error: z.string(), message: z.string() })

/** Sends one command of the W3C's WebDriver protocol to a session or its server. */
export type Command = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<unknown>

/**
 * Commands of a WebDriver server.
 * @param url the server's address
 * @returns a function that gives the `value` of the answer, and throws what the server calls an error
 */
export function webDriver(url: string): Command {
  return async (method, path, body) => {
    const answer = await fetch(url + path, { method, body: body && JSON.stringify(body) })
    const { value } = answerSchema.parse(await answer.json())
    if (answer.ok) return value
    const { error, message } = errorSchema.parse(value)
    throw new Error(`${method} ${path}: ${error}: ${message}`)
  }
}
