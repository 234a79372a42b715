import { HISTORY_PAGE } from '#shared/limits'
import { historyPageSchema, type HistoryPage, type HistoryPlace } from '#shared/schemas/http'
import { markAnswerSchema, seenBySchema, type MarkAnswer, type SeenBy } from '#shared/schemas/rooms'
import { renameSchema, sessionSchema, type Session } from '#shared/schemas/user'

/** Messages of a page on both sides of a place: on each more than the screens that are loaded ahead of a reader. */
const AROUND_PAGE = 3 * HISTORY_PAGE

/** Longest wait for an answer, in ms. */
const HTTP_DEADLINE_MS = 15_000

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

type Renamed
  = | { readonly ok: true, readonly session: Session }
    | { readonly ok: false, readonly reason: 'invalid' | 'unavailable' }

export interface ChatHttp {
  /** The page of messages there; null if the request failed. */
  history(room: string, place: HistoryPlace): Promise<HistoryPage | null>
  rename(name: string): Promise<Renamed>
  /** Moves the user's mark back before the message; null if the request failed. */
  markUnread(room: string, seq: number): Promise<MarkAnswer | null>
  /** The members who have read up to `seq`; null if the request failed. */
  seenBy(room: string, seq: number): Promise<SeenBy | null>
  /** Marks all rooms as read. Returns whether it succeeded. */
  readAll(): Promise<boolean>
}

/** @param origin prefix of all URLs, such as `http://127.0.0.1:3000`; empty in a page */
export function createHttp(fetch: Fetch, origin: string): ChatHttp {
  const call = (path: string, init: RequestInit = {}) =>
    fetch(origin + path, { ...init, signal: AbortSignal.timeout(HTTP_DEADLINE_MS) })

  const headers = { 'content-type': 'application/json' }
  const post = (path: string, body: object) => call(path, { method: 'POST', headers, body: JSON.stringify(body) })

  return {
    async history(room, place) {
      const where = Object.entries(place).map(([side, seq]) => `${side}=${seq}`).join('&')
      const limit = 'around' in place ? AROUND_PAGE : HISTORY_PAGE
      try {
        const answer = await call(`/api/rooms/${room}/messages?${where}&limit=${limit}`)
        const page = answer.ok ? historyPageSchema.parse(await answer.json()) : null
        // An older server gives the newest page whatever it is asked.
        return 'before' in place || page?.newer !== undefined ? page : null
      }
      catch {
        return null
      }
    },
    async rename(name) {
      const body = renameSchema.safeParse({ name })
      if (!body.success) return { ok: false, reason: 'invalid' }
      try {
        const answer = await call('/api/session', { method: 'PUT', headers, body: JSON.stringify(body.data) })
        if (answer.ok) return { ok: true, session: sessionSchema.parse(await answer.json()) }
        return { ok: false, reason: answer.status === 400 ? 'invalid' : 'unavailable' }
      }
      catch {
        return { ok: false, reason: 'unavailable' }
      }
    },
    async markUnread(room, seq) {
      try {
        const answer = await post(`/api/rooms/${room}/unread`, { seq })
        return answer.ok ? markAnswerSchema.parse(await answer.json()) : null
      }
      catch {
        return null
      }
    },
    async seenBy(room, seq) {
      try {
        const answer = await call(`/api/rooms/${room}/seen?seq=${seq}`)
        return answer.ok ? seenBySchema.parse(await answer.json()) : null
      }
      catch {
        return null
      }
    },
    readAll: () => post('/api/rooms/read-all', {}).then(({ ok }) => ok, () => false),
  }
}
