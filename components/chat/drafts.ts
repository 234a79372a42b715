/** What a person has typed and not sent, by room. Kept over a reload of the tab; where storage is refused, for the life of the page. */
const PREFIX = 'parley-draft:'

export interface DraftStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

export class Drafts {
  private readonly byRoom = new Map<string, string>()

  constructor(private readonly storage: () => DraftStorage) {}

  get(room: string): string {
    return this.byRoom.get(room) ?? this.quietly(storage => storage.getItem(PREFIX + room)) ?? ''
  }

  set(room: string, text: string): void {
    this.byRoom.set(room, text)
    this.quietly(storage => text === '' ? storage.removeItem(PREFIX + room) : storage.setItem(PREFIX + room, text))
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

/** A draft, and what was typed before it could be shown: some browsers bring the draft back into the field themselves. */
export function joinDraft(draft: string, early: string | null): string {
  if (early === null || early === '') {
    return draft
  }
  return draft === '' || early.startsWith(draft) ? early : `${draft}\n${early}`
}
