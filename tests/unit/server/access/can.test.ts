import { describe, expect, it } from 'vitest'
import { COMMAND_SCHEMAS } from '#shared/commands'
import { ROOM_KINDS } from '#shared/schemas/room'
import { ACTIONS, can, type Action } from '../../../../server/access/can'
import { COMMANDS } from '../../../../server/domain/commands/table'

const PRINCIPALS = { 'nobody with a session': null, 'a user': { id: 'u_bob' }, 'the author': { id: 'u_ada' } } as const
type Asker = keyof typeof PRINCIPALS

const EVERYBODY: readonly Asker[] = ['nobody with a session', 'a user', 'the author']

/** Who may do what, said a second time: a decision that changes by accident does not pass. */
const ALLOWED: Readonly<Record<typeof ROOM_KINDS[number], Readonly<Record<Action, readonly Asker[]>>>> = {
  channel: { read: EVERYBODY, send: ['a user', 'the author'], edit: ['the author'], delete: ['the author'] },
  private: { read: [], send: [], edit: [], delete: [] },
  direct: { read: [], send: [], edit: [], delete: [] },
  desk: { read: [], send: [], edit: [], delete: [] },
}

const CELLS = ROOM_KINDS.flatMap(kind => ACTIONS.flatMap(action => EVERYBODY.map(asker => ({ kind, action, asker }))))

describe('the table of permissions', () => {
  it.each(CELLS)('decides whether $asker may $action in a room of the kind $kind', ({ kind, action, asker }) => {
    const answer = can(PRINCIPALS[asker], action, { room: { kind }, author: { id: 'u_ada' } })
    expect(answer).toBe(ALLOWED[kind][action].includes(asker))
  })

  it.each(ROOM_KINDS)('lets nobody change a message whose author is not known, in a room of the kind %s', (kind) => {
    const answers = (['edit', 'delete'] as const).map(action => can({ id: 'u_ada' }, action, { room: { kind } }))
    expect(answers).toEqual([false, false])
  })

  const names = COMMAND_SCHEMAS.flatMap(schema => [...schema.shape.type.def.values])

  it.each(names)('has a decision for the command %s', (name) => {
    expect(ACTIONS).toContain(name)
    expect(COMMANDS[name].action).toBe(name)
  })
})
