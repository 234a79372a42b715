import { describe, expect, it } from 'vitest'
import type { MemberEvent } from '#shared/events/member'
import { messageEvent } from '../../../../support/events'
import { ROOM, startHub } from '../../../../support/hub'
import { RecordingPeer } from '../../../../support/recording-peer'

const ADA = { id: 'u_ada', name: 'Augusta' }

async function join(hub: ReturnType<typeof startHub>['hub'], position?: number) {
  const peer = new RecordingPeer('app', 'bob')
  await hub.join(peer, ROOM, 1, position === undefined ? undefined : { epoch: 'e1', seq: position })
  return peer
}

describe('another name of a user', () => {
  it('stands in pages and replays from memory, also where a page with the old one was encoded', async () => {
    const { hub } = startHub(3)
    const before = await join(hub)
    expect(JSON.stringify(before.last('joined'))).toContain('"Ada"')
    hub.face(ADA)
    const page = await join(hub)
    expect(page.last('joined')).toMatchObject({ page: [{ author: ADA }, { author: ADA }, { author: ADA }] })
    const resumed = await join(hub, 1)
    expect(JSON.stringify(resumed.events)).not.toContain('"Ada"')
  })

  it('is sent to the clients of rooms in which the user wrote, and to no others', async () => {
    const { hub, changed } = startHub(3)
    const peer = await join(hub)
    hub.face({ ...ADA, picture: 'a'.repeat(43) })
    await expect.poll(() => peer.events.filter(({ type }) => type === 'faces')).toHaveLength(1)
    hub.face({ id: 'u_stranger', name: 'Zoe' })
    expect(changed).toEqual([ROOM])
  })

  it('is sent for several users at once', async () => {
    const { hub, log } = startHub(1)
    log.store({ ...messageEvent(2), author: { id: 'bob', name: 'Bob' } })
    const peer = await join(hub)
    hub.face(ADA)
    hub.face({ id: 'bob', name: 'Robert' })
    hub.face({ ...ADA, name: 'Ada King' })
    const told = () => peer.events.flatMap(event => event.type === 'faces' ? event.people.map(({ name }) => name) : [])
    await expect.poll(() => told().sort()).toEqual(['Ada King', 'Robert'])
  })

  it('stands in what was done to the user, too', async () => {
    const { hub, log } = startHub(0)
    const { author, ...marks } = messageEvent(1)
    const removed: MemberEvent = {
      ...marks,
      type: 'member',
      author: { id: 'bob', name: 'Bob' },
      action: 'remove',
      person: author,
    }
    log.store(removed)
    await join(hub)
    hub.face(ADA)
    const peer = await join(hub)
    expect(peer.last('joined')).toMatchObject({ notices: [{ author: { name: 'Bob' }, person: ADA }] })
  })
})
