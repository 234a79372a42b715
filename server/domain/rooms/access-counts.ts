import type { Log } from '../../core/log/log'
import { Together } from '../../platform/cache/together'
import { IDS_PER_READ } from '../../platform/limits/server-limits'

/** Counts of taken rights, read anew each time, those of many rooms together. */
export class AccessCounts {
  private readonly heads

  constructor(log: Pick<Log, 'heads'>) {
    this.heads = new Together({ read: rooms => log.heads(rooms), perRead: IDS_PER_READ })
  }

  /** The count of the room; undefined where there is none. @throws LogUnavailableError */
  async of(room: string): Promise<number | undefined> {
    return (await this.heads.of(room))?.access
  }
}
