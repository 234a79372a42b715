import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Presence } from '../../../../../server/core/presence/presence'

export interface PresenceWorld {
  open(): Promise<Presence>
  close(): Promise<void>
}

/** Generous: a fulfilled wait ends at once. */
export const WAIT = { timeout: 15_000, interval: 20 }

/** The numbers that a room's clients got, in order. */
export function toldOf(presence: Presence, room: string): number[] {
  const told: number[] = []
  presence.onChange((changed, online) => {
    if (changed === room) told.push(online)
  })
  return told
}

/** Waits until this is the last number that a room's clients got. */
export async function expectLast(told: readonly number[], online: number): Promise<void> {
  await vi.waitFor(() => expect(told.at(-1)).toBe(online), WAIT)
}

/** What every presence driver must do. */
export function describePresence(name: string, openWorld: () => Promise<PresenceWorld>) {
  describe(`presence ${name}`, () => {
    let world: PresenceWorld

    beforeEach(async () => {
      world = await openWorld()
    })
    afterEach(() => world.close())

    it('counts a person with several tabs once, until the last one is closed', async () => {
      const presence = await world.open()
      const told = toldOf(presence, 'r1')
      presence.enter('r1', 'ada')
      presence.enter('r1', 'ada')
      presence.enter('r1', 'grace')
      await expectLast(told, 2)
      presence.leave('r1', 'ada')
      presence.leave('r1', 'grace')
      await expectLast(told, 1)
      expect(presence.online('r1')).toBe(1)
      presence.leave('r1', 'ada')
      await expectLast(told, 0)
      await vi.waitFor(() => expect(presence.online('r1')).toBe(0), WAIT)
    })

    it('counts a user who enters at once', async () => {
      const presence = await world.open()
      expect(presence.online('r1')).toBe(0)
      presence.enter('r1', 'ada')
      presence.enter('r1', 'grace')
      expect(presence.online('r1')).toBe(2)
    })

    it('says who is in a room', async () => {
      const presence = await world.open()
      presence.enter('r1', 'ada')
      presence.enter('r2', 'grace')
      expect([...await presence.among('r1')]).toEqual(['ada'])
      presence.leave('r1', 'ada')
      await vi.waitFor(async () => expect([...await presence.among('r1')]).toEqual([]), WAIT)
    })

    it('keeps rooms apart', async () => {
      const presence = await world.open()
      const first = toldOf(presence, 'r1')
      const second = toldOf(presence, 'r2')
      presence.enter('r1', 'ada')
      presence.enter('r2', 'ada')
      presence.enter('r2', 'grace')
      await vi.waitFor(() => expect([first.at(-1), second.at(-1)]).toEqual([1, 2]), WAIT)
    })

    it('reports the last number of a storm, in far fewer calls than there were changes', async () => {
      const presence = await world.open()
      const told = toldOf(presence, 'r1')
      for (let i = 0; i < 1_000; i++) presence.enter('r1', `user_${i}`)
      for (let i = 0; i < 900; i++) presence.leave('r1', `user_${i}`)
      await expectLast(told, 100)
      expect(told.length).toBeLessThan(10)
    })

    it('ignores a leave without an enter', async () => {
      const presence = await world.open()
      const told = toldOf(presence, 'r1')
      presence.leave('r1', 'ada')
      presence.enter('r1', 'grace')
      presence.leave('r1', 'ada')
      await vi.waitFor(() => expect(told).toEqual([1]), WAIT)
    })

    it('corrects a number that a client got and that was true only for a moment', async () => {
      const presence = await world.open()
      const told = toldOf(presence, 'r1')
      presence.enter('r1', 'ada')
      await vi.waitFor(() => expect(told).toEqual([1]), WAIT)
      presence.enter('r1', 'grace')
      expect(presence.online('r1')).toBe(2)
      presence.leave('r1', 'grace')
      await vi.waitFor(() => expect(told.length).toBeGreaterThan(1), WAIT)
      await expectLast(told, 1)
    })

    it('takes a hint about a room that this process does not know', async () => {
      const presence = await world.open()
      presence.refresh('elsewhere', ['ada'])
      presence.refresh('elsewhere')
      expect(presence.online('elsewhere')).toBe(0)
    })

    it('neither throws nor calls back after its close', async () => {
      const presence = await world.open()
      const told = toldOf(presence, 'r1')
      presence.enter('r1', 'ada')
      await vi.waitFor(() => expect(told).toEqual([1]), WAIT)
      await presence.close()
      presence.enter('r1', 'grace')
      presence.leave('r1', 'ada')
      presence.refresh('r1', ['grace'])
      expect(told).toEqual([1])
    })
  })
}
