import { describe, expect, it } from 'vitest'
import { createTypingReport, createTypists } from '~/client/room/typing'
import { BOB, hello, messageEvent, setup } from '../support/setup'
import { ManualClock } from '../support/manual-clock'

const CY = { id: 'cy', name: 'Cy' }

function reporting() {
  const clock = new ManualClock()
  const sent: string[] = []
  const line = { isUp: true }
  const report = createTypingReport('channel_1', clock, (frame) => {
    if (line.isUp) sent.push(frame.type === 'typing' && frame.stop ? `stop ${clock.elapsed()}` : `${clock.elapsed()}`)
    return line.isUp
  })
  return { clock, sent, line, report }
}

describe('the user who types', () => {
  it('is reported every three seconds, and ends after five without a key', () => {
    const { clock, sent, report } = reporting()
    for (let keys = 0; keys < 70; keys++) {
      report.typed()
      clock.advance(100)
    }
    clock.advance(20_000)
    expect(sent).toEqual(['0', '3000', '6000', '9000', 'stop 11900'])
  })

  it('is reported with the next report of a key, though no other key follows', () => {
    const { clock, sent, report } = reporting()
    report.typed()
    clock.advance(2_900)
    report.typed()
    clock.advance(20_000)
    expect(sent).toEqual(['0', '3000', 'stop 7900'])
  })

  it('ends at once when the message is sent or the field is left, and not twice', () => {
    const { sent, report } = reporting()
    report.stopped()
    report.typed()
    report.stopped()
    report.stopped()
    expect(sent).toEqual(['0', 'stop 0'])
  })

  it('is reported with the next key where there was no connection', () => {
    const { sent, line, report } = reporting()
    line.isUp = false
    report.typed()
    line.isUp = true
    report.typed()
    expect(sent).toEqual(['0'])
  })
})

describe('others who type', () => {
  it('are those that the server names, and none once it has said nothing for 5 seconds', () => {
    const clock = new ManualClock()
    let changes = 0
    const typists = createTypists(clock, () => changes++)
    typists.told([BOB])
    clock.advance(3_000)
    typists.told([BOB, CY])
    clock.advance(4_999)
    expect(typists.users()).toEqual([BOB, CY])
    clock.advance(1)
    expect(typists.users()).toEqual([])
    typists.told([])
    expect(changes).toBe(3)
  })

  it('end with their message, and when the connection does; the user is none of them', async () => {
    const { client, socket, enter } = await setup()
    enter(hello())
    socket().say({ type: 'typing', room: 'channel_1', users: [BOB, CY, { id: 'me', name: 'Ada' }] })
    expect(client.active().typing).toEqual([BOB, CY])
    socket().say(messageEvent(1))
    expect(client.active().typing).toEqual([CY])
    socket().end(1006)
    expect(client.active().typing).toEqual([])
  })
})
