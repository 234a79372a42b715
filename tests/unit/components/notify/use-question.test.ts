import { expect, it } from 'vitest'
import type { TimelineItem } from '~/client/types'
import { isAnswered } from '~/components/notify/use-question'
import { roomView } from '../room/room-view'

const NOW = 1_000

function said(by: 'me' | 'bob', at: number): TimelineItem {
  return {
    kind: 'message', key: `${by}${at}`, seq: at, clientId: null, mine: by === 'me', author: { id: by, name: by },
    at, text: 'hello', callsMe: false, state: 'sent', error: null, parked: false, editable: false, editedAt: null,
    change: null,
  }
}

const live: TimelineItem = { kind: 'live', key: 'l', at: NOW + 2, text: 'from an integration' }

it.each<[string, boolean, TimelineItem[]]>([
  ['another user writes after the user did', true, [said('me', NOW), said('bob', NOW + 1)]],
  ['the answer comes after several messages of the user', true, [said('me', NOW), said('me', NOW + 1), said('bob', NOW + 2)]],
  ['others only write before the user', false, [said('bob', NOW), said('me', NOW + 1)]],
  ['others write and the user does not', false, [said('bob', NOW), said('bob', NOW + 1)]],
  ['the user wrote before this visit', false, [said('me', NOW - 1), said('bob', NOW + 1)]],
  ['only an integration writes after the user', false, [said('me', NOW), live]],
])('the user is answered in a visit where %s: %s', (_when, isIt, newest) => {
  expect(isAnswered(roomView('r', { newest }), NOW)).toBe(isIt)
})
