import { describe, expect, it } from 'vitest'
import { setup } from './support/setup'

describe('where users are', () => {
  it('is asked of those on screen, when they change and after each reconnect', async () => {
    const { client, clock, socket, enter } = await setup()
    enter()
    const asked = () => socket().frames('watch').map(({ people }) => people)
    client.watchPeople(['bob', 'eve', 'bob'])
    client.watchPeople(['bob', 'eve'])
    expect(asked()).toEqual([['bob', 'eve']])
    client.watchPeople(['eve'])
    expect(asked()).toEqual([['bob', 'eve'], ['eve']])
    socket().end(1006)
    clock.advance(1_000)
    enter()
    expect(asked()).toEqual([['eve']])
  })

  it('is kept of users on screen, and of none without a connection', async () => {
    const { client, socket, enter } = await setup()
    enter()
    client.watchPeople(['bob', 'eve'])
    socket().say({
      type: 'people',
      people: [
        { id: 'bob', state: 'online' },
        { id: 'eve', state: 'offline', lastSeenAt: 60_000 },
      ],
    })
    socket().say({ type: 'people', people: [{ id: 'bob', state: 'away' }] })
    expect([...client.whereabouts().values()]).toEqual([
      { id: 'bob', state: 'away' },
      { id: 'eve', state: 'offline', lastSeenAt: 60_000 },
    ])
    client.watchPeople(['eve'])
    expect([...client.whereabouts().keys()]).toEqual(['eve'])
    socket().end(1006)
    expect(client.whereabouts().size).toBe(0)
  })
})
