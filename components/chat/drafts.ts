import * as z from 'zod/mini'
import { seqSchema } from '#shared/schemas/room'

const editingSchema = z.union([z.string(), z.object({ seq: seqSchema, before: z.string() })])

/**
 * The message that is being edited: a waiting one by its client id, or one of the log by its `seq`. `before` is its
 * text when the editing began.
 */
export type Editing = z.infer<typeof editingSchema>

/** Text that the user typed and did not send. */
export interface Draft {
  readonly text: string
  /** The message whose text this will replace; null for a new one. */
  readonly editing: Editing | null
  /** Text typed before the editing began; it comes back afterwards. */
  readonly aside: string
}

export const NO_DRAFT: Draft = { text: '', editing: null, aside: '' }

const PREFIX = 'parley-draft:'

const draftSchema = z.object({ text: z.string(), editing: z.nullable(editingSchema), aside: z.string() })

export interface DraftStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** The key of a user's draft for a room: for all tabs of the browser, also after they are closed. */
export function draftKey(user: string, room: string): string {
  return `${PREFIX}${user}:${room}`
}

/** Drafts by their keys. If storage is blocked they live as long as the page. */
export class Drafts {
  private readonly byKey = new Map<string, Draft>()

  constructor(private readonly storage: () => DraftStorage) {}

  get(key: string): Draft {
    return this.byKey.get(key) ?? parseDraft(this.quietly(storage => storage.getItem(key)) ?? null)
  }

  /** Returns whether it is stored, and would survive a reload. */
  set(key: string, draft: Draft): boolean {
    const isEmpty = draft.text === '' && draft.editing === null && draft.aside === ''
    const stored = this.quietly((storage) => {
      if (isEmpty) storage.removeItem(key)
      else storage.setItem(key, JSON.stringify(draft))
      return true
    })
    if (stored) this.byKey.delete(key)
    else this.byKey.set(key, draft)
    return stored ?? false
  }

  /** Storage may be blocked (private windows) or full: the draft in memory still works. */
  private quietly<T>(use: (storage: DraftStorage) => T): T | null {
    try {
      return use(this.storage())
    }
    catch {
      return null
    }
  }
}

/** Parses a stored draft; an empty one if nothing is stored or it is damaged. */
export function parseDraft(stored: string | null): Draft {
  if (stored === null) return NO_DRAFT
  try {
    return z.parse(draftSchema, JSON.parse(stored))
  }
  catch {
    return NO_DRAFT
  }
}

/**
 * Joins a draft with text typed before it could be shown: some browsers restore the draft into the field themselves.
 */
export function joinDraft(draft: string, early: string | null): string {
  if (early === null || early === '') {
    return draft
  }
  return draft === '' || early.startsWith(draft) ? early : `${draft}\n${early}`
}
