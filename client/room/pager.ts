import type { HistoryPage } from '#shared/schemas/http'
import type { RoomView } from '../types'

export interface Pager {
  status(): RoomView['olderStatus']
  load(): Promise<void>
}

export interface PagerDeps<Asked> {
  /** The page that comes next; null if there is none. */
  next(): Asked | null
  /** Null if the request failed. */
  fetchPage(asked: Asked): Promise<HistoryPage | null>
  apply(asked: Asked, page: HistoryPage): void
  changed(): void
}

/** Loads pages in one direction, one at a time. */
export function createPager<Asked>(deps: PagerDeps<Asked>): Pager {
  let status: RoomView['olderStatus'] = 'idle'

  function become(next: RoomView['olderStatus']): void {
    status = next
    deps.changed()
  }

  return {
    status: () => status,
    async load() {
      const asked = deps.next()
      if (status === 'loading' || asked === null) return
      become('loading')
      const page = await deps.fetchPage(asked)
      if (page) deps.apply(asked, page)
      become(page ? 'idle' : 'error')
    },
  }
}
