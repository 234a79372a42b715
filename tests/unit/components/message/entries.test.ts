import { describe, expect, it } from 'vitest'
import { entriesOf, lastChangeable } from '~/components/message/entries'
import { message } from './message'

const BY_MOUSE = { writable: true, byFinger: false }
const waitingEdit = { kind: 'edit', clientId: 'e' } as const
const waitingDelete = { kind: 'delete', clientId: 'd' } as const

describe('the menu of a message', () => {
  it('marks a message of others as unread that was read', () => {
    const bobs = message(5, { mine: false })
    expect(entriesOf(bobs, { ...BY_MOUSE, mark: 5 })).toEqual(['copy', 'unread'])
    expect(entriesOf(bobs, { ...BY_MOUSE, mark: 4 })).toEqual(['copy'])
    expect(entriesOf(message(5), { ...BY_MOUSE, mark: 9 })).not.toContain('unread')
  })

  it('leads from a message of others to its author, and lets moderators delete it', () => {
    const bobs = message(5, { mine: false })
    expect(entriesOf(bobs, { ...BY_MOUSE, author: true, moderates: true })).toEqual(['copy', 'author', 'remove'])
    expect(entriesOf(message(5), { ...BY_MOUSE, author: true, moderates: true })).toEqual(['copy', 'edit', 'delete'])
    expect(entriesOf(bobs, { writable: false, byFinger: false, moderates: true })).toEqual(['copy', 'remove'])
  })

  it('offers to copy, edit and delete one of one\'s own', () => {
    expect(entriesOf(message(1), BY_MOUSE)).toEqual(['copy', 'edit', 'delete'])
  })

  it('offers only to copy another person\'s, and anything where nothing can be written', () => {
    expect(entriesOf(message(1, { mine: false }), BY_MOUSE)).toEqual(['copy'])
    expect(entriesOf(message(1), { writable: false, byFinger: false })).toEqual(['copy'])
  })

  it('offers to select the text to a finger, whose long press opens the menu', () => {
    expect(entriesOf(message(1, { mine: false }), { writable: true, byFinger: true })).toEqual(['copy', 'select'])
  })

  it('offers to copy a message that is being sent, and to change one that waits or has failed', () => {
    expect(entriesOf(message(null, { state: 'sending' }), BY_MOUSE)).toEqual(['copy'])
    expect(entriesOf(message(null, { state: 'sending', parked: true, editable: true }), BY_MOUSE)).toEqual([
      'copy',
      'edit',
      'delete',
    ])
    expect(entriesOf(message(null, { state: 'sending', parked: true }), BY_MOUSE)).toEqual(['copy', 'delete'])
    expect(entriesOf(message(null, { state: 'failed', editable: true }), BY_MOUSE)).toEqual(['copy', 'edit', 'delete'])
  })

  it('offers to take back an edit or a deletion that waits or has failed, and no other change of what is being deleted', () => {
    expect(entriesOf(message(1, { change: waitingEdit, state: 'sending' }), BY_MOUSE)).toEqual([
      'copy',
      'edit',
      'delete',
    ])
    expect(entriesOf(message(1, { change: waitingEdit, state: 'sending', parked: true }), BY_MOUSE)).toEqual([
      'copy', 'edit', 'undo', 'delete',
    ])
    expect(entriesOf(message(1, { change: waitingDelete, state: 'failed' }), BY_MOUSE)).toEqual(['copy', 'undo'])
  })
})

describe('the message that the up arrow edits', () => {
  it('is the newest of one\'s own that stays', () => {
    const items = [message(1), message(2), message(3, { change: waitingDelete }), message(4, { mine: false })]
    expect(lastChangeable(items)?.seq).toBe(2)
    expect(
      lastChangeable([...items, message(null, { state: 'sending', parked: true, editable: true })])?.seq,
    ).toBeNull()
    expect(lastChangeable([message(4, { mine: false })])).toBeNull()
  })

  it('is none while the newest is on its way', () => {
    expect(lastChangeable([message(1), message(null, { state: 'sending' })])).toBeNull()
  })
})
