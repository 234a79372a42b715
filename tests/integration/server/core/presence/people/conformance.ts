import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PeoplePresence } from '../../../../../../server/core/presence/people/people-presence'

export interface PeopleWorld {
  open(): Promise<PeoplePresence>
  close(): Promise<void>
}

export const WAIT = { timeout: 15_000, interval: 20 }

/** Where these users are, as a list that a test compares. */
export async function whereOf(presence: PeoplePresence, ...people: readonly string[]): Promise<string[]> {
  const found = await presence.read(people)
  return people.map(person => found.get(person) ?? 'offline')
}

export async function expectWhere(presence: PeoplePresence, people: Readonly<Record<string, string>>): Promise<void> {
  await vi.waitFor(
    async () => expect(await whereOf(presence, ...Object.keys(people))).toEqual(Object.values(people)),
    WAIT,
  )
}

/** All users that the driver reported as changed. */
export function changedOf(presence: PeoplePresence): string[] {
  const changed: string[] = []
  presence.onChange(people => changed.push(...people))
  return changed
}

/** What every driver of the presence of users must do. */
export function describePeople(name: string, openWorld: () => Promise<PeopleWorld>) {
  describe(`the presence of users ${name}`, () => {
    let world: PeopleWorld

    beforeEach(async () => {
      world = await openWorld()
    })
    afterEach(() => world.close())

    it('is what the process said last', async () => {
      const presence = await world.open()
      presence.put('ada', 'online')
      presence.put('grace', 'away')
      await expectWhere(presence, { ada: 'online', grace: 'away', edsger: 'offline' })
      presence.put('ada', 'away')
      presence.put('grace', 'online')
      await expectWhere(presence, { ada: 'away', grace: 'online' })
      presence.put('ada', null)
      await expectWhere(presence, { ada: 'offline', grace: 'online' })
    })

    it('names the users who changed, and no others', async () => {
      const presence = await world.open()
      const changed = changedOf(presence)
      presence.put('ada', 'online')
      await vi.waitFor(() => expect(changed).toEqual(['ada']), WAIT)
      presence.put('ada', 'online')
      presence.put('grace', null)
      presence.put('edsger', 'away')
      await vi.waitFor(() => expect(changed).toContain('edsger'), WAIT)
      expect(changed).toEqual(['ada', 'edsger'])
    })

    it('holds ten thousand users, and reports a storm in a few calls', async () => {
      const presence = await world.open()
      const calls: number[] = []
      presence.onChange(people => calls.push(people.length))
      const people = Array.from({ length: 10_000 }, (_, index) => `u_${index}`)
      people.forEach((person, index) => presence.put(person, index % 2 ? 'away' : 'online'))
      await vi.waitFor(() => expect(calls.reduce((sum, count) => sum + count, 0)).toBe(10_000), WAIT)
      expect(calls.length).toBeLessThan(20)
      const found = await presence.read(people)
      expect([...found.values()].filter(where => where === 'online')).toHaveLength(5_000)
    })

    it('takes a hint about users whom this process does not know', async () => {
      const presence = await world.open()
      const changed = changedOf(presence)
      presence.refresh({ people: ['ada'] })
      await vi.waitFor(() => expect(changed).toEqual(['ada']), WAIT)
      expect(await whereOf(presence, 'ada')).toEqual(['offline'])
    })

    it('neither throws nor calls back after its close', async () => {
      const presence = await world.open()
      const changed = changedOf(presence)
      await presence.close()
      presence.put('ada', 'online')
      presence.refresh({ people: ['ada'] })
      expect(changed).toEqual([])
    })
  })
}
