import type { SeenBy } from '#shared/schemas/rooms'

/** A member who has read up to `seq`. */
export type SeenMember = SeenBy['people'][number]

/** How far the other members of one room have read. */
export interface Seen {
  /** Members who have read anything, by name; the same list as before if nothing changed. Empty in a large room. */
  members(): readonly SeenMember[]
  /** The room has too many members for names. */
  isLarge(): boolean
  /** Asks the server again, since missed reports are not repeated. */
  load(): void
  told(people: readonly { readonly id: string, readonly seq: number }[]): void
}

const NOBODY: readonly SeenMember[] = []

export interface SeenDeps {
  /** Null if the request failed. */
  fetch(): Promise<SeenBy | null>
  changed(): void
}

export function createSeen({ fetch, changed }: SeenDeps): Seen {
  let members = NOBODY
  let isLarge = false
  let loading: Promise<void> | null = null
  /** A member read for the first time while the server was asked: the answer may be from before that. */
  let mustAskAgain = false

  /** For others, read messages never become unread: of two marks the further one counts. */
  function merge(next: readonly SeenMember[]): void {
    const before = new Map(members.map(member => [member.id, member.seq]))
    members = next.map(member => ({ ...member, seq: Math.max(member.seq, before.get(member.id) ?? 0) }))
    changed()
  }

  async function read(): Promise<void> {
    const answer = await fetch()
    loading = null
    if (mustAskAgain) load()
    if (!answer) return
    isLarge = answer.people.length === 0 && answer.count > 0
    if (answer.people.length > 0 || members.length > 0 || isLarge) merge(answer.people)
  }

  function load(): void {
    mustAskAgain = false
    loading ??= read()
  }

  return {
    members: () => members,
    isLarge: () => isLarge,
    load,
    told(people) {
      const news = new Map(people.map(({ id, seq }) => [id, seq]))
      merge(members.map(member => ({ ...member, seq: news.get(member.id) ?? member.seq })))
      // A member who reads for the first time: the name must be loaded.
      if (!people.some(({ id }) => !members.some(member => member.id === id))) return
      if (loading) mustAskAgain = true
      else load()
    },
  }
}
