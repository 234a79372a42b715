import { describe, expect, it } from 'vitest'
import { createChannels } from '../../../../../server/core/bus/channels'

describe('the channels', () => {
  it.each(['parley', 'a:b', 'room', 'x:room'])('say with the prefix %s what they carry', (prefix) => {
    const channels = createChannels(prefix)
    expect(channels.source(channels.events('channel_1'))).toEqual({ kind: 'events', room: 'channel_1' })
    expect(channels.source(channels.external('channel_1'))).toEqual({ kind: 'external', room: 'channel_1' })
    expect(channels.source(channels.control)).toEqual({ kind: 'control' })
  })

  it('are the documented ones', () => {
    const channels = createChannels('parley')
    expect([channels.events('channel_1'), channels.external('channel_1'), channels.control]).toEqual([
      'parley:room:channel_1',
      'channel_1',
      'parley:control',
    ])
  })
})
