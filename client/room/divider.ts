import type { ReadMark } from './mark'

/** The line in the list above which everything was read when the room was opened. */
export interface Divider {
  /** Null: no line. */
  seq(): number | null
  /** It is not known yet whether anything is new. */
  isOpening(): boolean
  /** The mark is known, or further than was known; until it is decided, nothing was read here. */
  found(mark: ReadMark | null): void
  opened(mark: ReadMark | null): void
  /** Everything that was missed is there: now it shows. */
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
