import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { facesSchema } from '../../../../../shared/schemas/people'
import { PICTURE_MAX_BYTES } from '../../../../../shared/schemas/picture'
import { roomAnswerSchema } from '../../../../../shared/schemas/rooms'
import { ENGINES } from '../../../../support/engine'
import { PASSWORD, signUp, type Account } from '../../../../support/people'
import { startPlaceOn, type TestPlace } from '../../../../support/place'
import { RecordingPeer } from '../../../../support/recording-peer'
import { done, newRoom, refusal, request } from '../../../../support/rooms'

const png = (size: number, fill = 1) =>
  Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(size, fill)])
const data = (bytes: Buffer) => bytes.toString('base64')

describe.each(ENGINES)('pictures on %s', (engine) => {
  let place: TestPlace
  let url: string
  let ada: Account
  let bob: Account

  beforeAll(async () => {
    place = await startPlaceOn(engine, { RATE_LIMIT: '100000/1' })
    url = place.url
    ada = await signUp(url, 'ada')
    bob = await signUp(url, 'bob')
  })
  afterAll(() => place?.stop())

  const set = async (bytes: Buffer, who: Account) => {
    const { people: [face] } = await done(facesSchema, url, 'PUT /api/account/picture', { data: data(bytes) }, who)
    return face?.picture ?? ''
  }
  const fetched = (hash: string) => fetch(`${url}/api/pictures/${hash}`)
  const faces = async (...ids: string[]) => (await done(facesSchema, url, 'POST /api/people', { ids }, bob)).people

  it('are served with the type of their bytes, for a year, to browsers that must not run them', async () => {
    const hash = await set(png(100), ada)
    const answer = await fetched(hash)
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'private, max-age=31536000, immutable',
      'content-security-policy': 'default-src \'none\'; sandbox',
      'x-content-type-options': 'nosniff',
    })
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(png(100))
    expect(await faces(ada.session.user.id, bob.session.user.id, 'u_nobody')).toEqual([
      { id: ada.session.user.id, name: 'Ada', picture: hash }, { id: bob.session.user.id, name: 'Bob' },
    ])
  })

  it('are refused where they are no picture, or too large', async () => {
    const refused = (bytes: Buffer) => refusal(url, 'PUT /api/account/picture', { data: data(bytes) }, ada)
    expect(await refused(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe('invalid')
    expect(await refused(png(PICTURE_MAX_BYTES))).toBe('invalid')
    expect(await refusal(url, 'PUT /api/account/picture', { data: 'https://example.org/a.png' }, ada)).toBe('invalid')
  })

  it('go with the last who has them', async () => {
    const [first, same] = [await set(png(50, 2), ada), await set(png(50, 2), bob)]
    expect(same).toBe(first)
    await request(url, 'DELETE /api/account/picture', undefined, ada)
    expect((await fetched(first)).status).toBe(200)
    const next = await set(png(50, 3), bob)
    expect((await fetched(first)).status).toBe(404)
    expect((await fetched(next)).status).toBe(200)
  })

  it('pictures of a room are set by its moderators, seen by its members, and go with the room', async () => {
    const { id } = await newRoom(url, ada, 'private', 'Design')
    await request(url, `POST /api/rooms/${id}/members`, { person: bob.session.user.id }, ada)
    expect(await refusal(url, `PUT /api/rooms/${id}/picture`, { data: data(png(9)) }, bob)).toBe('forbidden')
    const { room } = await done(roomAnswerSchema, url, `PUT /api/rooms/${id}/picture`, { data: data(png(9)) }, ada)
    const hash = room.picture ?? ''
    expect((await done(roomAnswerSchema, url, `GET /api/rooms/${id}`, undefined, bob)).room.picture).toBe(hash)
    expect((await fetched(hash)).status).toBe(200)
    await request(url, `DELETE /api/rooms/${id}`, { title: 'Design' }, ada)
    expect((await fetched(hash)).status).toBe(404)
  })

  it('the next picture of a private room is told to no one who was removed from it, and the one before is gone', async () => {
    const { id } = await newRoom(url, ada, 'private', 'Design')
    const give = async (fill: number) => {
      const body = { data: data(png(9, fill)) }
      return (await done(roomAnswerSchema, url, `PUT /api/rooms/${id}/picture`, body, ada)).room.picture ?? ''
    }
    await request(url, `POST /api/rooms/${id}/members`, { person: bob.session.user.id }, ada)
    const known = await give(21)
    await request(url, `DELETE /api/rooms/${id}/members/${bob.session.user.id}`, {}, ada)
    const next = await give(22)
    expect((await fetched(known)).status).toBe(404)
    expect((await fetched(next)).status).toBe(200)
    expect(await refusal(url, `GET /api/rooms/${id}`, undefined, bob)).toBe('not_found')
    const answers = await Promise.all(['GET /api/rooms', `GET /api/rooms/${id}/members`, `GET /api/rooms/${id}/invites`]
      .map(async path => JSON.stringify(await request(url, path, undefined, bob))))
    expect(answers.join('')).not.toContain(next)
  })

  it('pictures and names of accounts are shown to those who look at what they wrote, and go with the account', async () => {
    const { hub, log } = place.parley
    const zoe = await signUp(url, 'zoe')
    const { id } = zoe.session.user
    const join = async (position?: number) => {
      const peer = new RecordingPeer('app', bob.session.user.id)
      peer.user = bob.session.user
      const [head] = await hub.heads(['channel_1'])
      await hub.join(
        peer,
        'channel_1',
        1,
        position === undefined ? undefined : { epoch: head?.epoch ?? '', seq: position },
      )
      return peer
    }
    const tab = await join()
    const author = { id, name: 'Zoe' }
    const { event } = await log.append({
      type: 'message',
      room: 'channel_1',
      id: 'm1',
      author,
      at: Date.now(),
      text: 'hello',
    })
    hub.deliver('channel_1', [event])
    const told = () => tab.events.flatMap(one => one.type === 'faces' ? one.people : [])
    const hash = await set(png(70, 7), zoe)
    await expect.poll(() => told().at(-1)).toEqual({ id, name: 'Zoe', picture: hash })
    await request(url, 'PUT /api/session', { name: 'Zelda' }, zoe)
    await expect.poll(() => told().at(-1)).toEqual({ id, name: 'Zelda', picture: hash })
    expect((await join()).last('joined')).toMatchObject({ page: [{ author: { id, name: 'Zelda' }, text: 'hello' }] })
    await request(url, 'POST /api/account/erase', { password: PASSWORD }, zoe)
    await expect.poll(() => told().at(-1)).toEqual({ id, name: 'Deleted user' })
    expect((await fetched(hash)).status).toBe(404)
    expect(await faces(id)).toEqual([{ id, name: 'Deleted user' }])
    await expect.poll(async () => (await hub.heads(['channel_1']))[0]?.lastSeq).toBe(2)
    // Nothing of it is in what memory replays, either.
    const replayed = [await join(), await join(0)].map(peer => JSON.stringify(peer.events)).join('')
    expect(replayed).toContain('Deleted user')
    expect(replayed).not.toMatch(/Zoe|Zelda|hello/)
  })
})
