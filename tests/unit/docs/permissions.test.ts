import { describe, expect, it } from 'vitest'
import type { Room } from '#shared/schemas/room'
import { ACTIONS, can, type Principal, type Standing } from '../../../server/access/can'

/** The askers, the least permitted first. */
const ASKERS: Readonly<Record<string, readonly [Principal, Standing | null]>> = {
  'no session': [null, null],
  'guest': [{ id: 'u' }, null],
  'account': [{ id: 'u', role: 'member' }, null],
  'member': [{ id: 'u' }, { state: 'member', role: 'member' }],
  'moderator': [{ id: 'u', role: 'member' }, { state: 'member', role: 'moderator' }],
  'owner': [{ id: 'u', role: 'member' }, { state: 'member', role: 'owner' }],
}

const ROOMS: Readonly<Record<string, Pick<Room, 'kind' | 'archived' | 'pinned'>>> = {
  'a channel': { kind: 'channel' },
  'a channel of the configuration': { kind: 'channel', pinned: true },
  'a private room': { kind: 'private' },
  'a private room that is archived': { kind: 'private', archived: true },
  'a direct room': { kind: 'direct' },
}

function table(room: typeof ROOMS[string]): string[] {
  return [
    `| | ${Object.keys(ASKERS).join(' | ')} |`,
    `|---|${'---|'.repeat(Object.keys(ASKERS).length)}`,
    ...ACTIONS.map((action) => {
      const cells = Object.values(ASKERS).map(([principal, standing]) => {
        const author = principal ?? undefined
        return can(principal, action, { room, standing, author }) ? 'yes' : ''
      })
      return `| \`${action}\` | ${cells.join(' | ')} |`
    }),
  ]
}

const DOCUMENT = [
  '# Who may do what in a room',
  '',
  'Made from [`server/access/can.ts`](../server/access/can.ts):',
  '`npx vitest run --project unit tests/unit/docs/permissions.test.ts --update`.',
  '`edit` and `delete` are about one\'s own message. What the actions are is in [rooms.md](rooms.md).',
  ...Object.entries(ROOMS).flatMap(([name, room]) => ['', `## In ${name}`, '', ...table(room)]),
  '',
].join('\n')

describe('the tables of permissions', () => {
  it('the tables of permissions in docs/permissions.md are those that the server decides by', async () => {
    await expect(DOCUMENT).toMatchFileSnapshot('../../../docs/permissions.md')
  })
})
