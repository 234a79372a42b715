import { onTestFinished } from 'vitest'
import type { BatchReport } from '../../server/core/hub/fan-out'
import { Hub } from '../../server/core/hub/hub'
import type { ResumeOutcome } from '../../server/core/hub/joins'
import { createRoster } from '../../server/core/presence/roster'
import type { Peer } from '../../server/core/hub/peer'
import { MemoryLog } from './memory-log'

export const ROOM = 'channel_1'

/** A hub over a log in memory that holds so many events of `ROOM`; it is closed when the test is over. */
export function startHub(events = 0, counts?: (peer: Peer, room: string) => boolean) {
  const log = new MemoryLog()
  log.add(ROOM, events)
  let presenceChanged = (_room: string, _online: number) => {}
  let mayEnter = (_userId: string | null, _room: string) => true
  const subscribed: string[] = []
  const changed: string[] = []
  const resumes: ResumeOutcome[] = []
  const errors: unknown[] = []
  const batches: BatchReport[] = []
  const heads: { readonly room: string, readonly caughtUp: Promise<unknown> }[] = []
  const inside = createRoster()
  const hub = new Hub({
    log,
    bus: {
      subscribe: room => subscribed.push(room),
      unsubscribe: room => subscribed.splice(subscribed.indexOf(room), 1),
    },
    presence: {
      enter: (room, user) => inside.enter(room, user),
      leave: (room, user) => inside.leave(room, user),
      online: () => 1,
      onChange: (listener) => {
        presenceChanged = listener
      },
    },
    external: () => true,
    counts,
    mayEnter: (user, room) => mayEnter(user?.id ?? null, room),
    onChange: room => changed.push(room),
    onHead: (room, _head, caughtUp) => void heads.push({ room, caughtUp }),
    onBatch: report => batches.push(report),
    onResume: outcome => resumes.push(outcome),
    onError: (_stage, error) => errors.push(error),
  })
  onTestFinished(() => hub.close())
  const admit = (rule: typeof mayEnter) => void (mayEnter = rule)
  const presence = (online: number) => presenceChanged(ROOM, online)
  return { log, hub, subscribed, changed, admit, resumes, errors, batches, heads, presence, inside }
}
