import { FACES_PER_READ } from '#shared/limits'
import type { Face } from '#shared/schemas/people'
import type { Cancel, Clock } from './environment'

/**
 * The book keeps so many users, those shown last: more than a screen shows. A page that is open for weeks would
 * otherwise keep every user who ever wrote, and ask for all of them with each connection.
 */
export const FACES_KEPT_MAX = 1_000
/** So many are forgotten together, so that not each new face copies the map. */
const FORGOTTEN_TOGETHER = 100

export type Faces = ReadonlyMap<string, Face>

/** Users whom one rendering shows are asked for together. */
const GATHER_MS = 30
/** After so long the server is asked again: a change may have been missed. */
const FRESH_MS = 5 * 60_000
/** How soon a question that was not answered is asked again at the earliest. */
const AGAIN_MS = 10_000

/** The present names and pictures of accounts, for messages that they wrote before. Guests have none. */
export interface FaceBook {
  /** The same map as before, where nothing changed. */
  known(): Faces
  /** This user is shown. */
  want(person: string): void
  told(faces: readonly Face[]): void
  /** There is a new connection: changes may have been missed. */
  up(): void
}

export interface FaceBookDeps {
  readonly clock: Pick<Clock, 'after' | 'elapsed'>
  /** Null where the server does not say now. */
  read(people: readonly string[]): Promise<readonly Face[] | null>
  /** False for a user of whom the server keeps none: a first visit need not ask for itself. */
  isKept(person: string): boolean
  changed(): void
}

export function createFaceBook({ clock, read, isKept, changed }: FaceBookDeps): FaceBook {
  let known: Faces = new Map()
  /** From when on each user may be asked for again; the user shown longest ago first. */
  const due = new Map<string, number>()
  let wanted = new Set<string>()
  let cancel: Cancel | null = null
  /** For each running request: the users who changed meanwhile. */
  const underWay = new Set<Set<string>>()

  function take(faces: readonly Face[]): void {
    const fresh = faces.filter((face) => {
      const before = known.get(face.id)
      return before?.name !== face.name || before.picture !== face.picture
    })
    if (fresh.length === 0) return
    known = new Map([...known, ...fresh.map(face => [face.id, face] as const)])
    changed()
  }

  function put(person: string, at: number): void {
    due.delete(person)
    due.set(person, at)
  }

  /** Forgets the users shown longest ago. */
  function trim(): void {
    if (due.size < FACES_KEPT_MAX + FORGOTTEN_TOGETHER) return
    const old = [...due].slice(0, due.size - FACES_KEPT_MAX).filter(([, at]) => at !== Infinity)
    for (const [person] of old) due.delete(person)
    known = new Map([...known].filter(([person]) => due.has(person)))
  }

  async function ask(people: readonly string[]): Promise<void> {
    const told = new Set<string>()
    underWay.add(told)
    const faces = await read(people)
    underWay.delete(told)
    const next = clock.elapsed() + (faces ? FRESH_MS : AGAIN_MS)
    for (const person of people) put(person, next)
    // The answer may be older than a change that arrived while it was on its way from another process.
    if (faces) take(faces.filter(({ id }) => !told.has(id)))
    trim()
  }

  function flush(): void {
    cancel = null
    const people = [...wanted]
    wanted = new Set()
    for (let at = 0; at < people.length; at += FACES_PER_READ) void ask(people.slice(at, at + FACES_PER_READ))
  }

  return {
    known: () => known,
    want(person) {
      if (person === '' || !isKept(person)) return
      const at = due.get(person) ?? 0
      const isDue = at <= clock.elapsed()
      put(person, isDue ? Infinity : at) // Infinity: it is being asked for
      if (!isDue) return
      wanted.add(person)
      cancel ??= clock.after(GATHER_MS, flush)
    },
    told(faces) {
      for (const told of underWay) for (const { id } of faces) told.add(id)
      for (const { id } of faces) if (!due.has(id)) put(id, 0)
      take(faces)
      trim()
    },
    up() {
      const stale = [...due].flatMap(([person, at]) => at === Infinity ? [] : person)
      for (const person of stale) {
        due.delete(person)
        this.want(person)
      }
    },
  }
}
