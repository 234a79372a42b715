import type { ReadMark } from './mark'

/** The divider above the messages that were unread when the room was opened. */
export interface Divider {
  /** Null: no divider. */
  seq(): number | null
  /** Whether it is still unknown if anything is new. */
  isOpening(): boolean
  /** The mark is known, or moved forward: until the decision, nothing was read here. */
  found(mark: ReadMark | null): void
  opened(mark: ReadMark | null): void
  /** All missed messages are there, so the divider can be decided. */
  decide(isUnreadAbove: (seq: number) => boolean): void
}

export function createDivider(): Divider {
  /** The mark at the time of opening. */
  let openedWith: ReadMark | null = null
  let undecided = false
  let wasOpened = false
  let seq: number | null = null

  return {
    seq: () => seq,
    isOpening: () => undecided || !wasOpened,
    found(mark) {
      if (openedWith === null || undecided) openedWith = mark
    },
    opened(mark) {
      openedWith = mark
      seq = null
      undecided = true
      wasOpened = true
    },
    decide(isUnreadAbove) {
      if (!undecided) return
      undecided = false
      seq = openedWith && isUnreadAbove(openedWith.seq) ? openedWith.seq : null
    },
  }
}
