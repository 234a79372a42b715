/**
 * How far a user's feed is. `epoch` is that of the first channel's log. An operator who restores a backup renews the
 * epochs of all logs; earlier positions are then worthless.
 */
export interface FeedPosition {
  readonly epoch: string
  readonly version: number
}

/** As clients keep it and name it when they connect: to them it is a word without meaning. */
export function formatPosition({ epoch, version }: FeedPosition): string {
  return `${version}.${epoch}`
}

/** Null for an invalid position: the client that sent it gets the whole list. */
export function parsePosition(text: string): FeedPosition | null {
  const [, version, epoch] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(text) ?? []
  return version === undefined || epoch === undefined ? null : { epoch, version: Number(version) }
}

/** Whether a client at `since` can be continued with what changed after it. */
export function continues(since: FeedPosition, head: FeedPosition): boolean {
  return since.epoch === head.epoch && since.version <= head.version
}
