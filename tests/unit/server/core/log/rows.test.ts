import { describe, expect, it } from 'vitest'
import type { DeleteEvent } from '#shared/events/delete'
import type { EditEvent } from '#shared/events/edit'
import type { MessageEvent } from '#shared/events/message'
import { fromEvent, fromMessage, toAnswer, toEvent, toHead, toMessage } from '../../../../../server/core/log/rows'

const event: MessageEvent = {
  type: 'message',
  room: 'a',
  seq: 3,
  id: 'm1',
  clientId: 'c1',
  author: { id: 'u1', name: 'Ada' },
  at: 5,
  text: 'a "quoted" line\n',
}

const { type: _type, text: _text, ...marks } = event
const edit: EditEvent = { type: 'edit', ...marks, target: 2, text: 'other' }
const removal: DeleteEvent = { type: 'delete', ...marks, target: 2 }

const EVENT = ['room', 'seq', 'kind', 'author_id', 'author_name', 'client_id', 'at', 'body', 'target']
const MESSAGE = ['room', 'seq', 'id', 'author_id', 'author_name', 'client_id', 'at', 'text', 'mentions']

const row = (columns: readonly string[], values: readonly unknown[]) =>
  Object.fromEntries(columns.map((column, i) => [column, values[i]]))

describe('rows of the log', () => {
  it.each([event, edit, removal])('give back the event that was written ($type)', (each) => {
    expect(toEvent(row(EVENT, fromEvent(each)))).toEqual(each)
  })

  it('give back the message that was written', () => {
    const { type, ...message } = event
    expect(type).toBe('message')
    const written = { ...row(MESSAGE, fromMessage(event)), rev: null, edited_at: null }
    expect(toMessage(written)).toStrictEqual(message)
    const mentions = [{ id: 'u_bob', handle: 'bob' }]
    expect(toMessage({ ...written, mentions: JSON.stringify(mentions) })).toStrictEqual({ ...message, mentions })
    expect(toMessage({ ...written, mentions: 'damaged' })).toStrictEqual(message)
    expect(toMessage({ ...written, rev: 9, edited_at: 7 })).toStrictEqual({ ...message, rev: 9, editedAt: 7 })
  })

  it('have no client id where none was given', () => {
    const { clientId, ...without } = event
    expect(clientId).toBe('c1')
    expect(toEvent(row(EVENT, fromEvent(without)))).toStrictEqual(without)
  })

  it('let no body overrule what the columns say', () => {
    const written = row(EVENT, fromEvent(event))
    expect(toEvent({ ...written, body: JSON.stringify({ id: 'm1', text: 'x', seq: 99, room: 'b', at: 0 }) })).toEqual({
      ...event,
      text: 'x',
    })
  })

  // On a process that is older than the kind, the room stood still for all clients.
  it('give an event of an unknown kind with its place and author alone', () => {
    const { room, seq, author, at } = event
    expect(toEvent(row(EVENT, fromEvent(event).with(2, 'sparkle')))).toStrictEqual({
      type: 'unknown',
      kind: 'sparkle',
      room,
      seq,
      author,
      at,
    })
  })

  it.each([
    '', '{', '{"id":"m1"}', 'null',
  ])('give a message whose body is damaged (%j) as an event that keeps its place', (body) => {
    expect(toEvent(row(EVENT, fromEvent(event).with(7, body)))).toMatchObject({
      type: 'unknown',
      kind: 'damaged',
      room: 'a',
      seq: 3,
    })
  })

  it.each([
    ['an edit', edit, { body: '{"id":"m1"}' }],
    ['an edit', edit, { target: null }],
    ['a delete', removal, { body: '[]' }],
    ['a delete', removal, { target: null }],
  ])('give %s that lacks something as an event that keeps its place', (_what, each, lacking) => {
    const damaged = { ...row(EVENT, fromEvent(each)), ...lacking }
    expect(toEvent(damaged)).toMatchObject({ type: 'unknown', kind: 'damaged', seq: 3 })
  })

  it('give an event that was redacted with its place alone, and answer its client id without its text', () => {
    for (const each of [event, edit]) {
      const redacted = { ...row(EVENT, fromEvent(each)), kind: 'redacted', body: '{"id":"m1"}' }
      const { room, seq, author, at } = event
      expect(toEvent(redacted)).toStrictEqual({ type: 'unknown', kind: 'redacted', room, seq, author, at })
      expect(toAnswer({ ...redacted, new_seq: null })).toEqual({ seq: null, earlier: { ...each, text: '' } })
    }
  })

  it.each([edit, removal])('answer a client id with the event that has it ($type)', (each) => {
    expect(toAnswer({ ...row(EVENT, fromEvent(each)), new_seq: null })).toEqual({ seq: null, earlier: each })
  })

  it.each([
    'sparkle', 'message',
  ])('answer a client id that an event of the kind %s has already, whatever its body', (kind) => {
    const known = row(EVENT, fromEvent(event).with(2, kind).with(7, '{}'))
    expect(toAnswer({ ...known, new_seq: null })).toEqual({ seq: null, earlier: { ...event, id: '', text: '' } })
  })

  it('are refused when they are not what was asked for', () => {
    expect(() => toHead({ id: 'a', epoch: 'e', last_seq: '1', first_seq: 1 })).toThrow()
    expect(() => toEvent(row(EVENT, fromEvent(event).with(1, '3')))).toThrow()
  })
})
