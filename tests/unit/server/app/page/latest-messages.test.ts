import { describe, expect, it, vi } from 'vitest'
import { LATEST_MAX_MESSAGES } from '../../../../../server/platform/limits/server-limits'
import { LatestMessages } from '../../../../../server/app/page/latest-messages'
import { messages } from '../../../client/support/setup'

function setup(count: number, text?: string, lastSeq = count) {
  const all = messages(1, count).map(message => text === undefined ? message : { ...message, text })
  const before = vi.fn(async (_room: string, _seq: number | null, limit: number) => all.slice(-limit))
  return {
    before,
    latest: new LatestMessages({ log: { before }, hub: { heads: async () => [{ epoch: 'e1', lastSeq }] } }),
  }
}

describe('LatestMessages', () => {
  it('gives the newest messages with the position of the last one', async () => {
    const latest = await setup(100).latest.get('channel_1')
    expect(latest).toMatchObject({ room: 'channel_1', position: { epoch: 'e1', seq: 100 }, older: true })
    expect(latest?.messages.map(({ seq }) => seq)).toEqual(
      Array.from({ length: LATEST_MAX_MESSAGES }, (_, index) => 100 - LATEST_MAX_MESSAGES + 1 + index),
    )
  })

  it('says that there are no older ones where there are none, and that a room is empty', async () => {
    expect(await setup(3).latest.get('channel_1')).toMatchObject({ position: { seq: 3 }, older: false })
    expect(await setup(0).latest.get('channel_1')).toEqual({
      room: 'channel_1',
      position: { epoch: 'e1', seq: 0 },
      messages: [],
      older: false,
    })
  })

  it('brings one message however long it is, and no more than fit', async () => {
    const latest = await setup(5, 'x'.repeat(4_000)).latest.get('channel_1')
    expect(latest?.messages.map(({ seq }) => seq)).toEqual([5])
    expect(latest?.older).toBe(true)
  })

  it('leaves a room to the join whose messages were removed, or which can\'t be read', async () => {
    expect(await setup(0, undefined, 7).latest.get('channel_1')).toBeNull()
    const { before, latest } = setup(3)
    before.mockRejectedValueOnce(new Error('The log is not there.'))
    expect(await latest.get('channel_1')).toBeNull()
  })

  it('reads once for all who come at the same moment', async () => {
    const { before, latest } = setup(3)
    await Promise.all([latest.get('channel_1'), latest.get('channel_1')])
    expect(before).toHaveBeenCalledTimes(1)
  })
  it('reads again at once when a message was edited or deleted', async () => {
    const { before, latest } = setup(3)
    const old = await latest.get('channel_1')
    before.mockResolvedValueOnce(old?.messages.slice(1) ?? [])
    expect(await latest.get('channel_1')).toBe(old)
    latest.forget('channel_1')
    expect((await latest.get('channel_1'))?.messages.map(({ seq }) => seq)).toEqual([2, 3])
  })
})
