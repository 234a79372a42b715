import type { Peer } from './peer'

/**
 * Hints of many small rooms, with one write per peer: a crowd that comes back changes the counts of thousands of rooms
 * in the same second, and each peer is in twenty of them.
 */
export class HintWrites {
  private due = new Map<Peer, Buffer[]>()

  add(peer: Peer, frame: Buffer): void {
    const frames = this.due.get(peer)
    if (frames) frames.push(frame)
    else this.due.set(peer, [frame])
  }

  /** Writes all of them. @returns how many writes and bytes; null where there was nothing */
  flush(): { readonly writes: number, readonly bytes: number } | null {
    if (this.due.size === 0) return null
    const due = this.due
    this.due = new Map()
    let bytes = 0
    for (const [peer, frames] of due) {
      const [first] = frames
      const frame = frames.length === 1 && first ? first : Buffer.concat(frames)
      bytes += frame.length
      peer.write(frame)
    }
    return { writes: due.size, bytes }
  }
}
