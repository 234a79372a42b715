import type * as z from 'zod/mini'
import { facesSchema, peopleSchema, type Face, type Person } from '#shared/schemas/people'
import type { RoomState } from '#shared/schemas/room'
import { membersSchema, roomAnswerSchema, roomListSchema, type Member, type RoomList } from '#shared/schemas/rooms'
import type { Fetch } from './http'

/** Longest wait for an answer, in ms. */
const DEADLINE_MS = 15_000

/** A page of a room's members. `next` is the cursor of the following page. */
export interface MembersPage {
  readonly members: readonly Member[]
  readonly count: number
  readonly next?: string | undefined
}

/** Searches people and opens direct rooms. An answer is null if the server gives none, for example to a guest. */
export interface Directory {
  /** Users whose name or handle matches these words. */
  people(words: string): Promise<readonly Person[] | null>
  /** The present names and pictures of these users, if they have an account. */
  faces(people: readonly string[]): Promise<readonly Face[] | null>
  /** The direct room with one user, which is made where there was none. */
  direct(person: string): Promise<RoomState | null>
  /** A page of a room's members; with `words`, of those whose name or handle has them. */
  members(room: string, cursor?: string, words?: string): Promise<MembersPage | null>
  /** One room of the user; `gone` if the user may not read it. */
  room(id: string): Promise<RoomState | 'gone' | null>
  /** All rooms of the user. */
  list(): Promise<RoomList | null>
}

/** @param origin prefix of all URLs; empty in a page */
export function createDirectory(fetch: Fetch, origin: string): Directory {
  async function ask<T>(schema: z.ZodMiniType<T>, path: string, init: RequestInit = {}): Promise<T | null> {
    try {
      const answer = await fetch(`${origin}/api/${path}`, { ...init, signal: AbortSignal.timeout(DEADLINE_MS) })
      return answer.ok ? schema.parse(await answer.json()) : null
    }
    catch {
      return null
    }
  }

  return {
    async room(id) {
      try {
        const answer = await fetch(`${origin}/api/rooms/${id}`, { signal: AbortSignal.timeout(DEADLINE_MS) })
        if (answer.status === 404) return 'gone'
        return answer.ok ? roomAnswerSchema.parse(await answer.json()).room : null
      }
      catch {
        return null
      }
    },
    async people(words) {
      return (await ask(peopleSchema, `people?q=${encodeURIComponent(words)}`))?.people ?? null
    },
    async faces(ids) {
      const headers = { 'content-type': 'application/json' }
      const answer = await ask(facesSchema, 'people', { method: 'POST', headers, body: JSON.stringify({ ids }) })
      return answer?.people ?? null
    },
    async direct(person) {
      return (await ask(roomAnswerSchema, `direct/${encodeURIComponent(person)}`, { method: 'PUT' }))?.room ?? null
    },
    list: () => ask(roomListSchema, 'list'),
    members(room, cursor, words) {
      const query = String(new URLSearchParams({ ...(cursor && { after: cursor }), ...(words && { q: words }) }))
      return ask(membersSchema, `rooms/${room}/members${query && `?${query}`}`)
    },
  }
}
