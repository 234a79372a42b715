import { vi } from 'vitest'

/** Waits until this no longer throws: also on a machine that is busy with other things. */
export function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 15_000 })
}

/** What a component asked of the server. Reads are left out. */
interface Asked { readonly asked: string, readonly body: unknown }

/**
 * A server with these answers, by method and path without its query. A text is the code of a refusal; what is not
 * named is answered with nothing. To be ended with `vi.unstubAllGlobals()`.
 */
export function stubServer(answers: Readonly<Record<string, object | string>> = {}): Asked[] {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', (url: string, { method = 'GET', body }: RequestInit) => {
    const path = `${method} ${url.split('?')[0]}`
    if (method !== 'GET') asked.push({ asked: path, body: body === undefined ? undefined : JSON.parse(String(body)) })
    const answer = answers[path] ?? {}
    return Promise.resolve(typeof answer === 'string'
      ? Response.json({ error: { code: answer, message: '' } }, { status: 400 })
      : Response.json(answer))
  })
  return asked
}
