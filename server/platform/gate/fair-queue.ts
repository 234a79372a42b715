export interface FairQueueOptions {
  /** Tasks that run at a time. */
  readonly atOnce: number
  /** Tasks of one address that may wait. */
  readonly perAddressMax: number
  /** Tasks of all addresses that may wait. */
  readonly totalMax: number
  /** A task that hangs gives its place back after this long. */
  readonly taskMaxMs: number
}

type Task = () => Promise<void>

/**
 * Runs a few tasks at a time, round robin by address: an address with hundreds of tasks delays another's by one task.
 * Between two tasks the event loop reads its sockets.
 */
export class FairQueue {
  private readonly waiting = new Map<string, Task[]>()
  private waitingCount = 0
  private running = 0

  constructor(private readonly options: FairQueueOptions) {}

  /** Runs the task now or later. Returns false, and never runs the task, when too many wait. */
  run(address: string, task: Task): boolean {
    if (this.running < this.options.atOnce) {
      this.start(task)
      return true
    }
    const tasks = this.waiting.get(address) ?? []
    if (tasks.length >= this.options.perAddressMax || this.waitingCount >= this.options.totalMax) return false
    tasks.push(task)
    this.waiting.set(address, tasks)
    this.waitingCount++
    return true
  }

  private start(task: Task): void {
    this.running++
    let timer: NodeJS.Timeout | null = null
    const done = () => {
      if (timer === null) return
      clearTimeout(timer)
      timer = null
      setImmediate(() => this.next())
    }
    timer = setTimeout(done, this.options.taskMaxMs).unref()
    task().then(done, done)
  }

  private next(): void {
    this.running--
    const [first] = this.waiting
    if (first === undefined) return
    const [address, tasks] = first
    const task = tasks.shift()
    this.waiting.delete(address)
    if (tasks.length > 0) this.waiting.set(address, tasks)
    if (task === undefined) return
    this.waitingCount--
    this.start(task)
  }
}
