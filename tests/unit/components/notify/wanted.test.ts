import { describe, expect, it } from 'vitest'
import { countOf, isWanted, mentions } from '~/components/notify/wanted'
import { message } from '../message/message'
import { roomView } from '../room/room-view'

const ANN = { name: 'Ann Lee', handle: 'ann' }
const said = (seq: number, text: string) => message(seq, { mine: false, text })

describe('a text calls the user', () => {
  it.each([
    ['@ann can you look?', true],
    ['ask @Ann, she knows', true],
    ['@Ann Lee please', true],
    ['请@ann看一下', true],
    ['@anna is somebody else', false],
    ['@ann-marie is somebody else', false],
    ['mail ann@ann.example', false],
    ['ann knows', false],
    ['@anna and @ann', true],
  ])('%s: %s', (text, isCalled) => {
    expect(mentions(text, ANN)).toBe(isCalled)
  })
})

describe('the user wants to hear of a message', () => {
  it.each([
    [undefined, 'hello', true],
    ['all', 'hello', true],
    ['mentions', 'hello', false],
    ['mentions', 'hello @ann', true],
    ['nothing', 'hello @ann', false],
  ] as const)('where they chose %s: "%s" %s', (notify, text, wanted) => {
    expect(isWanted({ notify }, said(1, text), ANN)).toBe(wanted)
  })

  it('but never of their own, or of one that is being deleted', () => {
    expect(isWanted({}, message(1, { mine: true }), ANN)).toBe(false)
    expect(isWanted({}, message(1, { mine: false, change: { kind: 'delete', clientId: 'c' } }), ANN)).toBe(false)
  })
})

it('the count leaves out muted rooms, and counts only what calls the user where they want that', () => {
  const items = [said(1, '@ann old'), said(2, 'hello'), said(3, '@ann new')]
  expect(countOf([
    roomView('a', { unread: 4 }),
    roomView('b', { unread: 9, notify: 'nothing' }),
    roomView('c', { unread: 2, mark: 1, items, notify: 'mentions' }),
    roomView('d', { unread: 3, gone: true }),
  ], ANN)).toBe(5)
})
