/** Runs so many tasks at a time; the others wait in order. */
export class Semaphore {
  private free: number
  private readonly waiting: Array<() => void> = []

  constructor(max: number) {
    this.free = max
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--
    else await new Promise<void>(resolve => this.waiting.push(resolve))
    try {
      return await task()
    }
    finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.free++
    }
  }
}
