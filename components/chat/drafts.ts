import * as z from 'zod/mini'
import { seqSchema } from '#shared/schemas/room'

const editingSchema = z.union([z.string(), z.object({ seq: seqSchema, before: z.string() })])

/**
 * The message whose text is being changed: one that waits to be sent, by its client id, or one of the log, by its `seq`. `before` is the
 * text that it had when the editing began.
 */
export type Editing = z.infer<typeof editingSchema>

/** What a person has typed and not sent. */
export interface Draft {
  readonly text: string
  /** The message whose text this is to replace; null for a new one. */
  readonly editing: Editing | null
  /** What was typed before the editing began, and comes back after it. */
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

/** Where the draft of one person for one room is kept: for all tabs of the browser, also after they are closed. */
export function draftKey(user: string, room: string): string {
  return `${PREFIX}${user}:${room}`
}

/** Drafts by their keys. Where storage is refused they live as long as the page. */
export class Drafts {
  private readonly byKey = new Map<string, Draft>()

  constructor(private readonly storage: () => DraftStorage) {}

  get(key: string): Draft {
    return this.byKey.get(key) ?? parseDraft(this.quietly(storage => storage.getItem(key)) ?? null)
  }

  /** Answers whether it is stored, and would be there when the page is opened again. */
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

  /** Storage may be refused (private windows) or full: the draft in memory still serves. */
  private quietly<T>(use: (storage: DraftStorage) => T): T | null {
    try {
      return use(this.storage())
    }
    catch {
      return null
    }
  }
}

/** A stored draft; none where nothing is stored or it is damaged. */
export function parseDraft(stored: string | null): Draft {
  if (stored === null) return NO_DRAFT
  try {
    return z.parse(draftSchema, JSON.parse(stored))
  }
  catch {
    return NO_DRAFT
  }
}

/** A draft, and what was typed before it could be shown: some browsers bring the draft back into the field themselves. */
export function joinDraft(draft: string, early: string | null): string {
  if (early === null || early === '') {
    return draft
  }
  return draft === '' || early.startsWith(draft) ? early : `${draft}\n${early}`
}
