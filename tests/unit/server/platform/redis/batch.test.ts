import { describe, expect, it } from 'vitest'
import { inBatches, type Pipelines } from '~~/server/platform/redis/batch'

/** A server that answers each command with its second argument, and keeps what came together. */
function fakeServer() {
  const batches: unknown[][][] = []
  const publisher: Pipelines = {
    pipeline(commands) {
      batches.push(commands)
      return {
        exec: async () =>
          commands.map(([, , argument]) => argument === 'wrong' ? [new Error('WRONGTYPE'), null] : [null, argument]),
      }
    },
  }
  return { batches, publisher }
}

const words = (batch: readonly unknown[][]) => batch.reduce((total, command) => total + command.length, 0)

describe('commands in batches', () => {
  it('gives all replies in their order, whatever batches they came in', async () => {
    const { publisher, batches } = fakeServer()
    const items = Array.from({ length: 1_000 }, (_, i) => i)
    expect(await inBatches(publisher, items, item => [['zcount', 'key', item]])).toEqual(items)
    expect(batches.length).toBeGreaterThan(1)
  })

  // The people of a large room, 500 a command and 200 commands a batch, were one batch: for 17,000 of them the event
  // loop stood still for 50 ms, every 15 s.
  it('counts what is in commands, not commands: long ones go one at a time', async () => {
    const { publisher, batches } = fakeServer()
    const members = Array.from({ length: 400 }, (_, i) => `u_${i}`)
    await inBatches(publisher, Array.from({ length: 40 }, () => members), item => [['zadd', 'key', ...item]])
    expect(batches).toHaveLength(40)
    expect(Math.max(...batches.map(words))).toBe(402)
  })

  it('makes the commands of a batch when the one before is answered, for what they say may depend on the time', async () => {
    const { publisher, batches } = fakeServer()
    const seen: number[] = []
    await inBatches(publisher, Array.from({ length: 300 }, (_, i) => i), (item) => {
      seen.push(batches.length)
      return [['zcount', 'key', item]]
    })
    expect(new Set(seen).size).toBe(batches.length)
  })

  it('rejects with the first command that fails', async () => {
    const { publisher } = fakeServer()
    await expect(inBatches(publisher, ['right', 'wrong'], item => [['zcount', 'key', item]])).rejects.toThrow(
      'WRONGTYPE',
    )
  })
})
