import { describe, expect, it } from 'vitest'
import { OpenedSessions } from '../../../../../server/domain/people/opened-sessions'

const session = (name: string) => ({ session: { user: { id: `u_${name}`, name }, named: true }, sealedAt: 1 })

describe('opened sessions', () => {
  it('are known by their whole cookie and by nothing less', () => {
    const opened = new OpenedSessions(10)
    opened.set('sealed-ada', session('ada'))
    expect(opened.get('sealed-ada')).toEqual(session('ada'))
    expect(opened.get('sealed-ad')).toBeUndefined()
    expect(opened.get('sealed-ada2')).toBeUndefined()
  })

  it('are bounded: the one that was not asked for the longest goes first', () => {
    const opened = new OpenedSessions(2)
    opened.set('a', session('a'))
    opened.set('b', session('b'))
    opened.get('a')
    opened.set('c', session('c'))
    expect([opened.get('a'), opened.get('b'), opened.get('c')].map(one => one?.session.user.name)).toEqual([
      'a',
      undefined,
      'c',
    ])
  })
})
