import * as z from 'zod/mini'

/** Longest wait for an answer, in ms. */
const ANSWER_DEADLINE_MS = 15_000

/** Codes with their own text in `problem` of the screens' texts. */
const KNOWN = [
  'unauthorized', 'forbidden', 'not_found', 'rate_limited', 'too_many', 'unavailable', 'taken', 'used', 'offline',
  'internal', 'invalid',
] as const
export type ProblemCode = typeof KNOWN[number] | 'second_factor'

const refusalSchema = z.object({ error: z.object({ code: z.string() }) })
const isKnown = (code: string): code is ProblemCode => code === 'second_factor' || KNOWN.some(known => known === code)

/** The parsed answer of the server, or its error code. `offline`: the server was not reached. */
export type ApiAnswer<T> = { readonly ok: true, readonly value: T } | { readonly ok: false, readonly code: ProblemCode }

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** For answers without a needed value. */
const nothing = z.object({})

function problemOf(body: unknown): ProblemCode {
  const code = refusalSchema.safeParse(body).data?.error.code ?? 'internal'
  if (code === 'bad_frame' || code === 'too_long' || code === 'empty') return 'invalid'
  return isKnown(code) ? code : 'internal'
}

async function call<T>(method: Method, path: string, schema: z.ZodMiniType<T>, body?: unknown): Promise<ApiAnswer<T>> {
  const sent = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  try {
    const answer = await fetch(path, { method, ...sent, signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) })
    const read: unknown = await answer.json()
    if (!answer.ok) return { ok: false, code: problemOf(read) }
    const parsed = schema.safeParse(read)
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, code: 'internal' }
  }
  catch {
    return { ok: false, code: 'offline' }
  }
}

/** The HTTP API of rooms and people. Answers are parsed with the schemas of `shared/`; nothing is thrown. */
export function useApi() {
  return {
    get: <T>(path: string, schema: z.ZodMiniType<T>) => call('GET', path, schema),
    /** For calls with a needed answer; `run` is for all others. */
    send: <T>(method: Method, path: string, schema: z.ZodMiniType<T>, body?: unknown) =>
      call(method, path, schema, body),
    run: (method: Method, path: string, body?: unknown) => call(method, path, nothing, body),
  }
}
