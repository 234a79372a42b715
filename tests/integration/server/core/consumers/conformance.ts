import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch, Consumer } from '../../../../../server/core/consumers/consumer'
import type { Ownership } from '../../../../../server/core/consumers/ownership/ownership'
import { createRetention } from '../../../../../server/core/consumers/retention'
import { startConsumers, type Consumers } from '../../../../../server/core/consumers/start'
import type { LogDriver } from '../../../../../server/core/log/driver'
import { logger } from '../../../../../server/platform/logging/logger'
import { drafts, seqs } from '../log/drafts'

const ROUND_MS = 20

/** Generous: on an idle machine each wait ends at once. */
export const WAIT = { timeout: 20_000 }

/** A consumer that writes down what it was given, as `room:seq`. */
export function createRecorder(handle: (batch: Batch) => Promise<void> = async () => {}, name = 'recorder') {
  const got: string[] = []
  const consumer: Consumer = {
    name,
    everyMs: ROUND_MS,
    async handle(batch) {
      got.push(...batch.events.map(({ seq }) => `${batch.room}:${seq}`))
      await handle(batch)
      return batch.events.at(-1)?.seq ?? 0
    },
  }
  return { consumer, got }
}

const of = (room: string, last: number, first = 1) => seqs(last, first).map(seq => `${room}:${seq}`)

/** What consumers do on every engine. @param open opens an empty log */
export function describeConsumers(
  engine: string, open: () => Promise<LogDriver>, ownership: (log: LogDriver) => Ownership,
): void {
  describe(`consumers on ${engine}`, () => {
    let log: LogDriver
    let running: Consumers[]

    beforeEach(async () => {
      logger.level = 'silent'
      running = []
      log = await open()
      await log.ensureRooms(['a', 'b', 'c'])
    })
    afterEach(async () => {
      await Promise.all(running.map(each => each.stop()))
      await log.close()
    })

    const write = (room: string, count: number, prefix?: string) =>
      Promise.all(drafts(room, count, prefix).map(each => log.append(each)))

    function start(...consumers: Consumer[]): Consumers {
      const started = startConsumers(log, consumers, { ownership: ownership(log), tickMs: ROUND_MS })
      running.push(started)
      return started
    }

    it('get each event of each room once, in order, those that are there and those that come', async () => {
      await Promise.all([write('a', 300), write('b', 5)])
      const { consumer, got } = createRecorder()
      start(consumer)
      await expect.poll(() => got, WAIT).toEqual([...of('a', 300), ...of('b', 5)])
      await write('c', 2)
      await write('b', 1, 'd')
      await expect.poll(() => got.slice(305).sort(), WAIT).toEqual(['b:6', 'c:1', 'c:2'])
    })

    it('go on where they were after a restart', async () => {
      await write('a', 20)
      const before = createRecorder()
      const first = start(before.consumer)
      await expect.poll(() => before.got.length, WAIT).toBe(20)
      await first.stop()
      await write('a', 3, 'd')
      const after = createRecorder()
      start(after.consumer)
      await expect.poll(() => after.got, WAIT).toEqual(of('a', 23, 21))
    })

    it('get the batch again in which a process crashed, and nothing moves back when it was only slow', async () => {
      await write('a', 20)
      let finish = () => {}
      const hung = createRecorder(({ events }) => events[0]?.seq === 9
        ? new Promise((resolve) => {
            finish = resolve
          })
        : Promise.resolve())
      start(hung.consumer)
      await expect.poll(() => hung.got, WAIT).toEqual(of('a', 20))
      const next = createRecorder()
      start(next.consumer)
      await expect.poll(() => next.got, WAIT).toEqual(of('a', 20, 9))
      await write('a', 2, 'd')
      await expect.poll(() => next.got, WAIT).toEqual(of('a', 22, 9))
      finish()
      await Promise.all(running.map(each => each.stop()))
      const last = createRecorder()
      start(last.consumer)
      await write('a', 1, 'e')
      await expect.poll(() => last.got, WAIT).toEqual(['a:23'])
    })

    it('consumers that fail in a room are tried there again, while other rooms and consumers go on', async () => {
      await Promise.all(['a', 'b'].map(room => write(room, 3)))
      let failures = 0
      const failing = createRecorder(async ({ room }) => {
        if (room === 'a' && ++failures === 1) throw new Error('a bug')
      })
      const other = createRecorder(undefined, 'other')
      const { tallies } = start(failing.consumer, other.consumer)
      const [tally] = tallies
      await expect
        .poll(() => [failing.got, other.got], WAIT)
        .toEqual([
          [...of('a', 3), ...of('b', 3)],
          [...of('a', 3), ...of('b', 3)],
        ])
      await expect.poll(() => tally, WAIT).toMatchObject({ owned: true, failures: 1, failingRooms: 1, events: 3 })
      await expect.poll(() => failing.got, WAIT).toEqual([...of('a', 3), ...of('b', 3), ...of('a', 3)])
      await expect.poll(() => tally, WAIT).toMatchObject({ failures: 1, failingRooms: 0, events: 6 })
    })

    it('pass over what was removed before they came to it', async () => {
      await write('a', 20)
      await log.trim('a', 20)
      const { consumer, got } = createRecorder()
      start(consumer)
      await write('a', 1, 'd')
      await expect.poll(() => got, WAIT).toEqual(['a:21'])
    })

    it('keep as many events in each room as retention is configured to', async () => {
      await Promise.all([write('a', 40), write('b', 3)])
      start(createRetention(log, { days: null, events: 5 }, ROUND_MS))
      const heads = async () => [...await log.heads(['a', 'b'])].map(([room, { firstSeq }]) => [room, firstSeq]).sort()
      await expect.poll(heads, WAIT).toEqual([['a', 36], ['b', 1]])
      await write('b', 4, 'd')
      await expect.poll(heads, WAIT).toEqual([['a', 36], ['b', 3]])
    })
  })
}
