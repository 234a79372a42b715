import { describe, expect, it } from 'vitest'
import { FanOut } from '../../../../../server/core/hub/fan-out'
import { Feed } from '../../../../../server/core/hub/feed'
import { HubRoom } from '../../../../../server/core/hub/room'
import { MemoryLog } from '../../../../support/memory-log'
import { microtasks, SlowLog } from '../../../../support/slow-log'

const ROOM = 'channel_1'

/** Lets reads through until no peer waits for one. */
async function finish(log: SlowLog, recovered: Promise<boolean>): Promise<void> {
  let done = false
  void recovered.then(() => (done = true))
  while (!done) {
    log.release()
    await new Promise(resolve => setImmediate(resolve))
  }
}

describe('recovering a room from the log', () => {
  // A recovery that had taken its last look, but was not yet marked as ended, took a new target and forgot it.
  it.each(Array.from({ length: 12 }, (_, index) => index))('reaches a target that is given while a recovery ends (%i microtasks after its read)', async (distance) => {
    const log = new SlowLog()
    log.add(ROOM, 5)
    const room = new HubRoom(ROOM, { epoch: 'e1', lastSeq: 0, firstSeq: 1, access: 0 })
    const feed = new Feed(log, new FanOut(), () => {})
    const first = feed.recover(room, 5)
    while (log.reads === 0) await new Promise(resolve => setTimeout(resolve, 1))
    log.add(ROOM, 5)
    log.release()
    await microtasks(distance)
    await finish(log, feed.recover(room, 10))
    expect(room.position).toBe(10)
    await first
  })

  it('reads once for all who want the same', async () => {
    const log = new MemoryLog()
    log.add(ROOM, 5)
    const room = new HubRoom(ROOM, { epoch: 'e1', lastSeq: 0, firstSeq: 1, access: 0 })
    const feed = new Feed(log, new FanOut(), () => {})
    await Promise.all(Array.from({ length: 100 }, () => feed.recover(room, 5)))
    expect([room.position, log.reads]).toEqual([5, 1])
  })

  it('ends when the log does not reach the target', async () => {
    const log = new MemoryLog()
    log.add(ROOM, 2)
    const room = new HubRoom(ROOM, { epoch: 'e1', lastSeq: 0, firstSeq: 1, access: 0 })
    await new Feed(log, new FanOut(), () => {}).recover(room, 5)
    expect(room.position).toBe(2)
  })
})
