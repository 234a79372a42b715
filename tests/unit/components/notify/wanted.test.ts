import { describe, expect, it } from 'vitest'
import { countOf, isWanted } from '~/components/notify/wanted'
import { message } from '../message/message'
import { roomView } from '../room/room-view'

const said = (callsMe: boolean) => message(1, { mine: false, callsMe })

describe('the user wants to hear of a message', () => {
  it.each([
    [undefined, false, true],
    ['all', false, true],
    ['mentions', false, false],
    ['mentions', true, true],
    ['nothing', true, false],
  ] as const)('the user wants to hear of a message where they chose %s, and it mentions them: %s', (notify, callsMe, wanted) => {
    expect(isWanted({ notify }, said(callsMe))).toBe(wanted)
  })

  it('the user never wants to hear of their own message, or of one that is being deleted', () => {
    expect(isWanted({}, message(1, { mine: true }))).toBe(false)
    expect(isWanted({}, message(1, { mine: false, change: { kind: 'delete', clientId: 'c' } }))).toBe(false)
  })
})

it('the count leaves out muted rooms, and counts only mentions where they want that', () => {
  expect(countOf([
    roomView('a', { unread: 4, mentions: 1 }),
    roomView('b', { unread: 9, mentions: 2, notify: 'nothing' }),
    roomView('c', { unread: 6, mentions: 1, notify: 'mentions' }),
    roomView('d', { unread: 3, gone: true }),
  ])).toBe(5)
})
