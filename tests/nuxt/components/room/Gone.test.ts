import { mockNuxtImport, mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { RoomView } from '~/client/types'
import { draftKey } from '~/components/chat/drafts'
import Gone from '~/components/room/Gone.vue'
import { roomView } from '../../../unit/components/room/room-view'
import { eventually } from '../stub-server'

const { copy } = vi.hoisted(() => ({ copy: vi.fn(async (_text: string) => true) }))
mockNuxtImport('useCopy', () => () => ({ copy }))

const waiting = (clientId: string, text: string): RoomView['items'][number] => ({
  kind: 'message', key: clientId, seq: null, clientId, author: { id: 'me', name: 'Ann' }, mine: true, at: 1, text,
  mentions: [], callsMe: false, state: 'sending', error: null, parked: true, editable: true, editedAt: null, change: null,
})

async function open(room: RoomView, draft = '') {
  if (draft !== '') {
    localStorage.setItem(draftKey('me', room.id), JSON.stringify({ text: draft, editing: null, aside: '' }))
  }
  const discarded: string[] = []
  const discard = (clientId: string) => void discarded.push(clientId)
  const part = await mountSuspended(Gone, { props: { user: 'me', room, discard }, attachTo: document.body })
  const button = (text: string) => part.findAll('button').find(one => one.text() === text)
  return { part, button, discarded }
}

afterEach(() => {
  localStorage.clear()
  copy.mockClear()
})

describe('a room that the user has no more', () => {
  it('says of a channel that it was removed, of others that the user is no longer in them', async () => {
    expect((await open(roomView('a', { pinned: true, gone: true }))).part.text()).toContain('This room was removed')
    const { part } = await open(roomView('a', { kind: 'private', gone: true }))
    expect(part.text()).toContain('You\'re no longer in this room')
    expect(part.findAll('button')).toEqual([])
  })

  it('gives back all that was written, and what was being written', async () => {
    const room = roomView('a', { gone: true, newest: [waiting('1', 'first'), waiting('2', 'second')] })
    const { part, button } = await open(room, 'third')
    await eventually(() => expect(part.text()).toContain('Copy all 3 texts'))
    await button('Copy text')?.trigger('click')
    await eventually(() => expect(button('Copied')).toBeDefined())
    expect(copy).toHaveBeenCalledWith('first\n\nsecond\n\nthird')
  })

  it('deletes all of it', async () => {
    const { part, button, discarded } = await open(roomView('a', { gone: true, newest: [waiting('1', 'first')] }), 'second')
    await eventually(() => expect(part.text()).toContain('second'))
    await button('Delete')?.trigger('click')
    expect(discarded).toEqual(['1'])
    expect(part.text()).not.toContain('second')
    expect(localStorage.getItem(draftKey('me', 'a')) ?? '').not.toContain('second')
  })
})
