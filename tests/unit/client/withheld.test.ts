import { describe, expect, it } from 'vitest'
import type { ServerEvent } from '#shared/schemas/frames'
import { BOB, hello, joined, message, messageEvent, roomState, setup } from './support/setup'

/** What a process of the version before makes of an edit: it knows the marks only, and passes on nothing else. */
const marksOfEdit = (seq: number) => ({ type: 'edit', room: 'channel_1', seq, author: BOB, at: seq })

const page = (seq: number, text: string) => (room: string, id: number): ServerEvent =>
  joined({ room, id, head: room === 'channel_1' ? seq : 0, page: room === 'channel_1' ? [message(1, { text })] : [] })

const AT_3 = hello({ rooms: [roomState({ lastSeq: 3 }), roomState({ id: 'channel_2', title: 'Two' })] })

async function inRoom() {
  const world = await setup()
  world.enter(undefined, page(1, 'first'))
  world.socket().say(marksOfEdit(2) as unknown as ServerEvent, messageEvent(3))
  return world
}

// The room took the edit for a damaged event, and asked for it again for ever: a new page stood still on an old
// process.
describe('an edit of which a process of the version before passes on the marks only', () => {
  it('does not stop the room', async () => {
    const { client, socket, texts } = await inRoom()
    expect(texts()).toEqual(['first', 'text 3'])
    expect(client.room('channel_1').position()?.seq).toBe(3)
    expect(client.diagnostics()).toMatchObject({ holes: 0, ignored: 0 })
    expect(socket().frames('join').filter(({ room }) => room === 'channel_1')).toHaveLength(1)
  })

  it('lets the next connection start over, after which the list is what the log says', async () => {
    const { clock, socket, enter, texts } = await inRoom()
    socket().end(1006)
    clock.advance(2_000)
    enter(AT_3, page(3, 'edited'))
    expect(socket().frames('join').find(({ room }) => room === 'channel_1')).not.toHaveProperty('position')
    expect(texts()).toEqual(['edited'])
    socket().end(1006)
    clock.advance(4_000)
    enter(AT_3)
    expect(socket().frames('join').find(({ room }) => room === 'channel_1')).toHaveProperty('position')
  })
})
