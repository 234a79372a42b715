import { describe, expect, it } from 'vitest'
import type { EditEvent } from '#shared/events/edit'
import type { MessageEvent } from '#shared/events/message'
import { isAbout, renamed, renamedMessage } from '~~/server/core/hub/renamed'

const marks = { room: 'r', id: 'e', author: { id: 'u_ben', name: 'Ben' }, at: 1 }
const ada = { id: 'u_ada', handle: 'ada' }
const eva = { id: 'u_eva', handle: 'eva' }
const message = (mentions?: MessageEvent['mentions']): MessageEvent => (
  { type: 'message', ...marks, seq: 1, text: '@ada', ...mentions && { mentions } }
)
const edit = (mentions?: EditEvent['mentions']): EditEvent => (
  { type: 'edit', ...marks, seq: 2, target: 1, text: '@ada', ...mentions && { mentions } }
)
const ERASED = { id: 'u_ada', name: 'Deleted user', isErased: true }

describe('an erased user', () => {
  it('is no longer mentioned, and other users still are', () => {
    expect(renamed(message([ada, eva]), ERASED)).toEqual(message([eva]))
    expect(renamed(message([ada]), ERASED).mentions).toBeUndefined()
    expect(renamedMessage(message([ada, eva]), ERASED)).toEqual(message([eva]))
    expect(renamedMessage(message([ada]), ERASED)).toEqual(message())
  })

  it('is out of edits, which keep the other mentions of the message', () => {
    expect(renamed(edit([ada]), ERASED)).toEqual(edit([]))
    expect(renamed(edit(), ERASED)).toEqual(edit())
  })

  it('is what an event is about that mentions them; one who is renamed is not', () => {
    expect([isAbout(message([ada]), ERASED), isAbout(message([eva]), ERASED)]).toEqual([true, false])
    const other = { id: 'u_ada', name: 'Ada L.' }
    expect(isAbout(message([ada]), other)).toBe(false)
    const event = message([ada])
    expect(renamed(event, other)).toBe(event)
  })
})

describe('a user with another name', () => {
  it('has it in what they wrote and where they are mentioned', () => {
    const ben = { id: 'u_ben', name: 'Benjamin' }
    expect(renamedMessage(message([ada]), ben)).toEqual({ ...message([ada]), author: ben })
    expect(renamed(edit([ada]), ben)).toEqual({ ...edit([ada]), author: ben })
  })
})
