import { afterEach, describe, expect, it } from 'vitest'
import { Hub } from '../../../../../server/core/hub/hub'
import { RecordingPeer } from '../../../../support/recording-peer'
import { microtasks, SlowLog } from '../../../../support/slow-log'
import { waitFor } from '../../../../support/wait-for'

const ROOM = 'channel_1'
const hubs: Hub[] = []

afterEach(() => {
  for (const hub of hubs.splice(0)) hub.close()
})

/**
 * A client came from another process, ahead of this one: what it has is read from the log and written to the room at
 * once. Another joins at that moment. Which of the two runs first, and where between, is a matter of microtasks, so
 * every distance is tried.
 */
describe('a client that joins while another brings the room forward', () => {
  it.each(Array.from({ length: 33 }, (_, index) => index - 16))('misses nothing (%i microtasks between)', async (distance) => {
    const log = new SlowLog()
    const hub = new Hub({
      log,
      bus: { subscribe: () => {}, unsubscribe: () => {} },
      presence: { enter: () => {}, leave: () => {}, online: () => 1, onChange: () => {} },
      external: () => true,
      mayEnter: () => true,
      onError: () => {},
    })
    hubs.push(hub)
    const [ahead, resuming, plain] = [
      new RecordingPeer('app', 'ada'),
      new RecordingPeer('app', 'bob'),
      new RecordingPeer('plain', 'eve'),
    ]
    log.add(ROOM, 10)
    // The room is open, and stands where the log was then.
    const first = new RecordingPeer('plain', 'first')
    await hub.joinPlain(first, ROOM, null)
    hub.drop(first)
    log.add(ROOM, 2)

    const joins: Array<Promise<unknown>> = [hub.join(ahead, ROOM, 1, { epoch: 'e1', seq: 12 })]
    await waitFor(() => log.reads > 0)
    const join = () => joins.push(hub.join(resuming, ROOM, 1, { epoch: 'e1', seq: 10 }), hub.joinPlain(plain, ROOM, 10))
    if (distance < 0) join()
    await microtasks(-distance)
    log.release()
    await microtasks(distance)
    if (distance >= 0) join()

    await Promise.all(joins)
    await new Promise(resolve => setImmediate(resolve))
    expect(resuming.seqs(ROOM)).toEqual([11, 12])
    expect(plain.texts).toEqual(['text 11', 'text 12'])
  })
})
