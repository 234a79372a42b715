import type { Cancel, Clock, Turns } from '../environment'
import type { Outbox } from './outbox'

/** A store that does not answer in this time is not waited for: a tab that knows too little sends a message twice at worst, and the log takes it once. */
export const FOLLOW_DEADLINE_MS = 1_000

/**
 * Turns in which a tab knows what the one before it has sent: a turn begins when this tab has read what is left to send, and ends when what
 * it has sent is no longer stored.
 */
export function informedTurns(turns: Turns, outbox: Pick<Outbox, 'follow' | 'written'>, clock: Clock): Turns {
  return {
    take(name, on) {
      let state: 'waiting' | 'begun' | 'over' = 'waiting'
      let cancelDeadline: Cancel = () => {}

      function begin(): void {
        cancelDeadline()
        if (state !== 'waiting') return
        state = 'begun'
        on.got()
      }

      const giveBack = turns.take(name, {
        got() {
          cancelDeadline = clock.after(FOLLOW_DEADLINE_MS, begin)
          void outbox.follow().then(begin)
        },
        lost: on.lost,
      })
      return () => {
        state = 'over'
        cancelDeadline()
        void outbox.written().then(giveBack)
      }
    },
  }
}

/** The turn in which one tab of a person sends in a room. */
export function turnName(user: string, room: string): string {
  return `parley:outbox:${user}:${room}`
}

/** Waits for a turn, does one thing in it and gives it back. */
export function once(turns: Turns, name: string, run: () => void): void {
  let giveBack: Cancel | null = null
  let done = false
  giveBack = turns.take(name, {
    got() {
      done = true
      run()
      giveBack?.()
    },
    lost() {},
  })
  if (done) giveBack()
}
