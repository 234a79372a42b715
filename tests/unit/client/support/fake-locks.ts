interface Held {
  readonly lose: (reason: DOMException) => void
}

interface Waiting {
  readonly grant: () => void
}

/**
 * Web Locks within one process: first come, first served; aborted requests leave the queue; `steal` takes a lock over.
 */
export class FakeLocks {
  refuses = false
  private readonly held = new Map<string, Held>()
  private readonly queue = new Map<string, Waiting[]>()

  request(name: string, options: { signal?: AbortSignal, steal?: boolean }, run: () => Promise<void>): Promise<void> {
    if (this.refuses) return Promise.reject(new DOMException('Storage is blocked.', 'SecurityError'))
    return new Promise((resolve, reject) => {
      const grant = () => {
        const mine: Held = { lose: reject }
        this.held.set(name, mine)
        void Promise.resolve().then(run).then(() => {
          resolve()
          if (this.held.get(name) === mine) this.next(name)
        })
      }
      if (options.steal) {
        this.held.get(name)?.lose(new DOMException('The lock was stolen.', 'AbortError'))
        return grant()
      }
      if (!this.held.has(name)) return grant()
      const waiting = { grant }
      this.queue.set(name, [...this.waiting(name), waiting])
      options.signal?.addEventListener('abort', () => {
        if (!this.waiting(name).includes(waiting)) return
        this.queue.set(name, this.waiting(name).filter(one => one !== waiting))
        reject(new DOMException('Given up.', 'AbortError'))
      })
    })
  }

  private waiting(name: string): Waiting[] {
    return this.queue.get(name) ?? []
  }

  private next(name: string): void {
    this.held.delete(name)
    const [next, ...rest] = this.waiting(name)
    this.queue.set(name, rest)
    next?.grant()
  }
}
