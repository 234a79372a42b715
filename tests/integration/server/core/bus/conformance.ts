import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Bus } from '../../../../../server/core/bus/bus'
import { linked, message, recorder, seqs } from './recorder'

/** Where a driver's instances meet. */
export interface BusWorld {
  /** Another process's bus, not started. */
  open(): Bus
  /** A bare text of a sender that is not Parley. */
  external(room: string, text: string): Promise<void>
  close(): Promise<void>
}

const WAIT = { timeout: 10_000, interval: 20 }

/** What every bus driver must do, whatever carries it. */
export function describeBus(name: string, openWorld: () => Promise<BusWorld>) {
  describe(`a bus ${name}`, () => {
    let world: BusWorld

    beforeEach(async () => {
      world = await openWorld()
    })
    afterEach(() => world.close())

    async function started(handlers = recorder()) {
      const bus = world.open()
      await bus.start(handlers)
      return { bus, record: handlers }
    }

    it('calls up once when it is connected, and says so in its state', async () => {
      const { bus, record } = await started()
      await vi.waitFor(() => expect(record.connects).toBe(1), WAIT)
      expect(bus.state()).toMatchObject({ connected: true })
    })

    it('delivers the events of one process in the order in which they were published', async () => {
      const a = await started()
      const b = await started()
      b.bus.subscribe('r1')
      await linked(a.bus, b.record, 'r1')
      for (let seq = 1; seq <= 500; seq++) {
        a.bus.publish('r1', [message('r1', seq)])
        if (seq % 50 === 0) await new Promise(setImmediate)
      }
      await vi.waitFor(() => expect(seqs(b.record, 'r1')).toHaveLength(500), WAIT)
      expect(seqs(b.record, 'r1')).toEqual(Array.from({ length: 500 }, (_, i) => i + 1))
    })

    it('carries every field of an event', async () => {
      const a = await started()
      const b = await started()
      b.bus.subscribe('r1')
      await linked(a.bus, b.record, 'r1')
      const event = { ...message('r1', 7, '你好 "quoted"\n👋'), clientId: 'c-1' }
      a.bus.publish('r1', [event])
      await vi.waitFor(() => expect(b.record.heard).toContainEqual(event), WAIT)
    })

    it('delivers only rooms that are subscribed', async () => {
      const a = await started()
      const b = await started()
      b.bus.subscribe('r1')
      await linked(a.bus, b.record, 'r1')
      a.bus.publish('r2', [message('r2', 1)])
      a.bus.publish('r1', [message('r1', 1)])
      await vi.waitFor(() => expect(seqs(b.record, 'r1')).toEqual([1]), WAIT)
      expect(seqs(b.record, 'r2')).toEqual([])
    })

    it('needs as many unsubscribes as subscribes', async () => {
      const a = await started()
      const b = await started()
      b.bus.subscribe('r1')
      b.bus.subscribe('r1')
      b.bus.subscribe('r2')
      await linked(a.bus, b.record, 'r1')
      await linked(a.bus, b.record, 'r2')

      b.bus.unsubscribe('r1')
      a.bus.publish('r1', [message('r1', 1)])
      await vi.waitFor(() => expect(seqs(b.record, 'r1')).toEqual([1]), WAIT)

      b.bus.unsubscribe('r1')
      a.bus.publish('r1', [message('r1', 2)])
      a.bus.publish('r2', [message('r2', 1)])
      await vi.waitFor(() => expect(seqs(b.record, 'r2')).toEqual([1]), WAIT)
      expect(seqs(b.record, 'r1')).toEqual([1])
    })

    it('ignores an unsubscribe without a subscribe', async () => {
      const a = await started()
      const b = await started()
      b.bus.unsubscribe('r1')
      b.bus.subscribe('r1')
      await linked(a.bus, b.record, 'r1')
      expect(b.record.heard.length).toBeGreaterThan(0)
    })

    it('ends subscribed after subscribes and unsubscribes that cross', async () => {
      const a = await started()
      const b = await started()
      for (let i = 0; i < 50; i++) {
        b.bus.subscribe('r1')
        if (i % 3 === 0) await new Promise(setImmediate)
        b.bus.unsubscribe('r1')
        if (i % 5 === 0) await new Promise(setImmediate)
      }
      b.bus.subscribe('r1')
      await linked(a.bus, b.record, 'r1')
      a.bus.publish('r1', [message('r1', 1)])
      await vi.waitFor(() => expect(seqs(b.record, 'r1')).toEqual([1]), WAIT)
    })

    it('keeps what was subscribed before it was started', async () => {
      const a = await started()
      const bus = world.open()
      const record = recorder()
      bus.subscribe('r1')
      await bus.start(record)
      await linked(a.bus, record, 'r1')
      expect(record.heard.length).toBeGreaterThan(0)
    })

    it('survives handlers that throw', async () => {
      const a = await started()
      const throwing = recorder()
      let throws = 0
      const fail = () => {
        throws++
        throw new Error('a handler of the test')
      }
      const bus = world.open()
      await bus.start({ events: fail, external: fail, control: fail, onConnected: fail })
      bus.subscribe('r1', { external: true })
      await vi.waitFor(async () => {
        a.bus.publish('r1', [message('r1', 1)])
        a.bus.control({ type: 'presence', room: 'r1' })
        await world.external('r1', 'hello')
        expect(throws).toBeGreaterThan(5)
      }, WAIT)

      const b = await started(throwing)
      b.bus.subscribe('r1')
      await linked(a.bus, b.record, 'r1')
      expect(bus.state().connected).toBe(true)
    })

    it('carries control messages to all processes, whatever they are subscribed to', async () => {
      const a = await started()
      const b = await started()
      const renamed = { type: 'renamed', user: { id: 'u1', name: 'Grace' }, at: 1795464004000 } as const
      const left = { type: 'presence', room: 'r1', left: ['u1', 'u2'] } as const
      await vi.waitFor(() => {
        a.bus.control(renamed)
        a.bus.control(left)
        expect(b.record.messages.length).toBeGreaterThanOrEqual(2)
      }, WAIT)
      expect(b.record.messages).toContainEqual(renamed)
      expect(b.record.messages).toContainEqual(left)
    })

    it('delivers external texts to rooms that are subscribed to them, and to no others', async () => {
      const { bus, record } = await started()
      bus.subscribe('r1', { external: true })
      bus.subscribe('r2')
      await vi.waitFor(async () => {
        await world.external('r2', 'not for us')
        await world.external('r1', 'hello')
        expect(record.texts).toContain('r1: hello')
      }, WAIT)
      expect(record.texts.filter(text => text.startsWith('r2'))).toEqual([])
      expect(record.heard).toEqual([])
    })

    it('subscribes a room to external texts when a later subscriber asks for them', async () => {
      const { bus, record } = await started()
      bus.subscribe('r1')
      bus.subscribe('r1', { external: true })
      await vi.waitFor(async () => {
        await world.external('r1', 'hello')
        expect(record.texts).toContain('r1: hello')
      }, WAIT)
    })

    it('neither throws nor answers when it publishes before its start and after its close', async () => {
      const bus = world.open()
      const publish = () => {
        bus.publish('r1', [message('r1', 1)])
        bus.control({ type: 'presence', room: 'r1' })
      }
      expect(publish).not.toThrow()
      await bus.start(recorder())
      await bus.close()
      expect(publish).not.toThrow()
    })
  })
}
