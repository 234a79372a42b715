import type { HistoryPage } from '#shared/schemas/http'
import type { RoomView } from '../types'

export interface Pager {
  status(): RoomView['olderStatus']
  load(): Promise<void>
}

export interface PagerDeps {
  /** The `seq` below which the next older page ends; null if there is none. */
  before(): number | null
  /** Null if the request failed. */
  fetchPage(before: number): Promise<HistoryPage | null>
  apply(before: number, page: HistoryPage): void
  changed(): void
}

/** Loads older pages, one at a time. */
export function createPager(deps: PagerDeps): Pager {
  let status: RoomView['olderStatus'] = 'idle'

  function become(next: RoomView['olderStatus']): void {
    status = next
    deps.changed()
  }

  return {
    status: () => status,
    async load() {
      const before = deps.before()
      if (status === 'loading' || before === null) return
      become('loading')
      const page = await deps.fetchPage(before)
      if (page) deps.apply(before, page)
      become(page ? 'idle' : 'error')
    },
  }
}
