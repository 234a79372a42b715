import { MemoryLog } from './memory-log'

/** A log whose reads resolve when the test says so. */
export class SlowLog extends MemoryLog {
  release = () => {}

  override async after(room: string, seq: number, limit: number) {
    const events = await super.after(room, seq, limit)
    await new Promise<void>(resolve => (this.release = resolve))
    return events
  }
}

/** Lets this many microtasks run: the outcome of a race of two promises depends on their number. */
export async function microtasks(count: number): Promise<void> {
  for (let done = 0; done < count; done++) await Promise.resolve()
}
