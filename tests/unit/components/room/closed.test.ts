import { expect, it } from 'vitest'
import { whyClosed } from '~/components/room/closed'

it.each([
  ['a guest in a channel', {}, undefined, null],
  ['a guest in a read-only channel', { readOnly: true }, undefined, 'readOnly'],
  ['a member of a read-only room', { readOnly: true, role: 'member' }, { handle: 'a', role: 'member' }, 'readOnly'],
  ['its moderator', { readOnly: true, role: 'moderator' }, { handle: 'a', role: 'member' }, null],
  ['a moderator of the place', { readOnly: true }, { handle: 'a', role: 'moderator' }, null],
  [
    'a moderator of the place in a private room',
    { kind: 'private', readOnly: true, role: 'member' },
    { handle: 'a', role: 'moderator' },
    'readOnly',
  ],
  ['a muted guest', { mutedUntil: 6 }, undefined, 'muted'],
  ['a guest whose mute has ended', { mutedUntil: 5 }, undefined, null],
  ['a moderator who was muted before', { mutedUntil: 6, role: 'moderator' }, undefined, null],
  ['the owner of an archived room', { archived: true, role: 'owner' }, { handle: 'a', role: 'owner' }, 'archived'],
  [
    'one of two, after a block',
    { kind: 'direct', readOnly: true, role: 'member' },
    { handle: 'a', role: 'owner' },
    'direct',
  ],
] as const)('%s who writes in a room is told: %j', (_who, room, account, why) => {
  expect(whyClosed({ kind: 'channel', ...room }, account, 5)).toBe(why)
})
