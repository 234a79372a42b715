import { onTestFinished } from 'vitest'
import type { TurnReport } from '../../server/core/hub/fan-out'
import { Hub, type ResumeOutcome } from '../../server/core/hub/hub'
import { MemoryLog } from './memory-log'

export const ROOM = 'channel_1'

/** A hub over a log in memory that holds so many events of `ROOM`; it is closed when the test is over. */
export function startHub(events = 0) {
  const log = new MemoryLog()
  log.add(ROOM, events)
  let presenceChanged = (_room: string, _online: number) => {}
  const subscribed: string[] = []
  const resumes: ResumeOutcome[] = []
  const errors: unknown[] = []
  const turns: TurnReport[] = []
  const hub = new Hub({
    log,
    bus: { subscribe: room => subscribed.push(room), unsubscribe: room => subscribed.splice(subscribed.indexOf(room), 1) },
    presence: {
      enter: () => {},
      leave: () => {},
      online: () => 1,
      onChange: (listener) => {
        presenceChanged = listener
      },
    },
    live: () => true,
    onTurn: report => turns.push(report),
    onResume: outcome => resumes.push(outcome),
    onError: (_stage, error) => errors.push(error),
  })
  onTestFinished(() => hub.close())
  return { log, hub, subscribed, resumes, errors, turns, presence: (online: number) => presenceChanged(ROOM, online) }
}
