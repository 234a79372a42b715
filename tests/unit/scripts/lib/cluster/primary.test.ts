import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Primary } from '../../../../../scripts/lib/cluster/primary.mjs'

class FakeWorker extends EventEmitter {
  readonly process = Object.assign(new EventEmitter(), { pid: 1, stderr: new PassThrough(), kill: () => true })

  ready() {
    this.emit('message', { url: 'http://127.0.0.1' })
    this.emit('message', 'ready')
  }

  die() {
    this.process.emit('close', 1, null)
  }
}

const forked: FakeWorker[] = []

vi.mock('node:cluster', () => ({
  default: {
    SCHED_RR: 2,
    on: () => {},
    setupPrimary: () => {},
    fork() {
      const worker = new FakeWorker()
      forked.push(worker)
      return worker
    },
  },
}))

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(console, 'log').mockImplementation(() => {})
  vi.spyOn(console, 'error').mockImplementation(() => {})
  vi.spyOn(process, 'on').mockImplementation(() => process)
})

afterEach(() => {
  forked.splice(0)
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('the primary process', () => {
  it('starts the others when the first is ready', () => {
    new Primary(3).start()
    expect(forked).toHaveLength(1)
    forked[0]?.ready()
    expect(forked).toHaveLength(3)
  })

  // The one that was to come again was not counted, and there were four of three from then on.
  it('starts no more workers than configured when the first dies while the others start', () => {
    new Primary(3).start()
    const [first] = forked
    first?.ready()
    first?.die()
    forked[1]?.ready()
    vi.advanceTimersByTime(60_000)
    expect(forked).toHaveLength(4)
    for (const worker of forked.slice(1)) worker.ready()
    vi.advanceTimersByTime(60_000)
    expect(forked).toHaveLength(4)
  })
})
