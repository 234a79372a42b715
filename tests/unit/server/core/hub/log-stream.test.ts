import { expect, it } from 'vitest'
import { LogStream } from '../../../../../server/core/hub/log-stream'
import { HubRoom } from '../../../../../server/core/hub/room'
import { StepQueue } from '../../../../../server/core/hub/step-queue'
import { STREAM_EVENT_BYTES, STREAM_PAGE } from '../../../../../server/platform/limits/server-limits'
import { messageEvent } from '../../../../support/events'
import { ROOM } from '../../../../support/hub'
import { RecordingPeer } from '../../../../support/recording-peer'

// An address that asked for all and hung up at the first byte paid for that byte, and made the server read pages.
it('a page of the log is paid for by its events, and asked about before it is read', async () => {
  const order: string[] = []
  const log = {
    async after(_room: string, from: number, count: number) {
      order.push(`read ${from}`)
      return Array.from({ length: count }, (_, index) => messageEvent(from + index + 1, ROOM, 'x'))
    },
  }
  let charged = 0
  const stream = new LogStream(log, new StepQueue(), (_peer, bytes) => {
    if (bytes === 0) order.push('may it?')
    charged += bytes
    return 0
  })
  const room = new HubRoom(ROOM, { epoch: 'e1', lastSeq: 2 * STREAM_PAGE, firstSeq: 1, access: 0 }, 0)
  const peer = new RecordingPeer('plain', 'ada')
  expect(await stream.upToMemory(room, peer, 0)).toBe(2 * STREAM_PAGE)
  expect(order).toEqual(['may it?', 'read 0', 'may it?', `read ${STREAM_PAGE}`])
  expect(charged).toBeGreaterThan(2 * STREAM_PAGE * STREAM_EVENT_BYTES)
})
