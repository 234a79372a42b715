import type { Clock } from '~/client/environment'

interface Timer {
  readonly at: number
  readonly run: () => void
}

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  private time = 0
  private timers: Timer[] = []

  /** How far the device's clock was set from what it was. */
  private set = 1_700_000_000_000

  now = (): number => this.set + this.time

  elapsed = (): number => this.time

  after = (ms: number, run: () => void): () => void => {
    const timer = { at: this.time + ms, run }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter(one => one !== timer)
    }
  }

  /** Lets time pass, with every timer at its time. */
  advance(ms: number): void {
    const end = this.time + ms
    let runs = 0
    for (let next = this.next(end); next; next = this.next(end)) {
      if (++runs > 10_000) throw new Error(`A timer starts itself for ever: ${next.run.toString()}`)
      this.time = Math.max(this.time, next.at)
      this.take(next).run()
    }
    this.time = end
  }

  /** The page sleeps: time passes at once, and timers run late, at its end. */
  sleep(ms: number): void {
    this.time += ms
    this.advance(0)
  }

  /** A person sets the device's clock. No time passes. */
  setBy(ms: number): void {
    this.set += ms
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.timers.length
  }

  private next(end: number): Timer | undefined {
    return this.timers.filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0]
  }

  private take(timer: Timer): Timer {
    this.timers = this.timers.filter(one => one !== timer)
    return timer
  }
}
