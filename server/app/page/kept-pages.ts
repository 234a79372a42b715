import { LRUCache } from 'lru-cache'
import type { Language } from '#shared/languages'
import type { Page } from '#shared/schemas/http'
import { KEPT_PAGES_MAX } from '../../platform/limits/server-limits'
import type { PageTemplate } from './template'

/**
 * Everything that a rendered page depends on. Two visitors with the same request get the same page, so nothing personal
 * may be here.
 */
export interface PageRequest extends Page {
  /** Without the query, which the browser reads by itself. */
  readonly path: string
  readonly language: Language
  /** The room that is open. */
  readonly room: string
}

/**
 * Rendered pages, each once. A render takes milliseconds, and only what `fillPage` inserts differs between visitors. A
 * failed render is not kept.
 */
export class KeptPages {
  private readonly pages = new LRUCache<string, Promise<PageTemplate>>({ max: KEPT_PAGES_MAX })

  constructor(private readonly render: (request: PageRequest) => Promise<PageTemplate>) {}

  get(request: PageRequest): Promise<PageTemplate> {
    const { path, language, room, named, rooms } = request
    const key = JSON.stringify([path, language, room, named, rooms])
    const kept = this.pages.get(key)
    if (kept) return kept
    const rendering = this.render(request)
    this.pages.set(key, rendering)
    rendering.catch(() => {
      if (this.pages.peek(key) === rendering) this.pages.delete(key)
    })
    return rendering
  }
}
