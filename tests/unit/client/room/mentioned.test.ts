import { describe, expect, it } from 'vitest'
import { MENTIONS_TOLD_MAX } from '#shared/limits'
import { createMentioned } from '~/client/room/mentioned'
import { eventAt } from '../support/fake-log'
import { BOB, ME } from '../support/setup'

const EVE = { id: 'eve', name: 'Eve' }
const create = (mark = 0) =>
  createMentioned({ me: () => ME.id, isBlocked: person => person === EVE.id, mark: () => mark })
const said = (seq: number, text: string, author = BOB) => eventAt('channel_1', seq, { type: 'message', author, text })
const edit = (seq: number, target: number, text: string) =>
  eventAt('channel_1', seq, { type: 'edit', author: BOB, target, text })
const deletion = (seq: number, target: number) => eventAt('channel_1', seq, { type: 'delete', author: BOB, target })
const at = (seq: number, epoch = 'e1') => ({ epoch, seq })

describe('messages that mention the user', () => {
  it('are those of others that do so as they stand', () => {
    const mentioned = create()
    mentioned.told({ at: at(4), mark: 0, seqs: [2, 3] })
    mentioned.heard([
      said(5, '@me'),
      said(6, 'you'),
      said(7, '@me', ME),
      edit(8, 6, '@me'),
      edit(9, 2, 'no'),
      deletion(10, 3),
    ])
    expect([0, 5, 6].map(mentioned.above)).toEqual([2, 1, 0])
  })

  it('are none by blocked users', () => {
    const mentioned = create()
    mentioned.told({ at: at(4), mark: 0, seqs: [] })
    mentioned.heard([said(5, '@me', EVE)])
    expect(mentioned.above(0)).toBe(0)
  })

  it('are as the server said last, of the same log and of another one', () => {
    const mentioned = create()
    mentioned.told({ at: at(9), mark: 0, seqs: [2, 3] })
    mentioned.told({ at: at(8), mark: 0, seqs: [] })
    expect(mentioned.above(0)).toBe(2)
    mentioned.told({ at: at(1, 'e2'), mark: 0, seqs: [] })
    expect(mentioned.above(0)).toBe(0)
  })

  it('are asked for where the mark went back to where nothing is known, and the answer is older than the list', () => {
    const mentioned = create(10)
    mentioned.told({ at: at(20), mark: 10, seqs: [12] })
    mentioned.moved({ at: at(20), mark: 11, seqs: [12] })
    expect(mentioned.mustAsk()).toBe(false)
    mentioned.moved({ at: at(19), mark: 4, seqs: [5, 12] })
    expect(mentioned.mustAsk()).toBe(true)
    mentioned.replaced({ at: at(21), mark: 4, seqs: [12] })
    expect([mentioned.mustAsk(), mentioned.above(4)]).toEqual([false, 1])
  })

  it('are asked for again where the mark went back while the server counted', () => {
    const mentioned = create(3)
    mentioned.replaced({ at: at(20), mark: 10, seqs: [] })
    expect(mentioned.mustAsk()).toBe(true)
    mentioned.replaced({ at: at(20), mark: 3, seqs: [5] })
    expect([mentioned.mustAsk(), mentioned.above(3)]).toEqual([false, 1])
  })

  it('are not known below the newest ones that the server names', () => {
    const mentioned = create()
    const seqs = Array.from({ length: MENTIONS_TOLD_MAX }, (_, index) => 501 + index)
    mentioned.told({ at: at(900), mark: 0, seqs })
    expect(mentioned.kept()).toEqual({ mark: 500, seqs })
  })
})
