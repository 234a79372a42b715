import { renderOnce, type LocalFetch } from './render-once'

/** How long one answer is reused: with a probe per second, one page is rendered in ten seconds. */
const HOLDS_MS = 10_000

/** Whether the page can be rendered, for readiness. */
export class PageCheck {
  private lastAt = Number.NEGATIVE_INFINITY
  private last: Promise<boolean> = Promise.resolve(false)

  /** @param now a monotonic clock, in ms */
  constructor(private readonly localFetch: LocalFetch, private readonly now = () => performance.now()) {}

  renders(): Promise<boolean> {
    if (this.now() - this.lastAt < HOLDS_MS) return this.last
    this.lastAt = this.now()
    this.last = renderOnce(this.localFetch, ['en']).then(() => true, () => false)
    return this.last
  }
}
