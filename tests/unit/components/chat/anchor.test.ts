import { describe, expect, it } from 'vitest'
import { pickLine } from '~/components/chat/anchor'

const lines = [{ key: 'a', top: -900 }, { key: 'b', top: -700 }, { key: 'c', top: -300 }]

describe('the line that is being read', () => {
  it('is the first one that is wholly in view', () => {
    expect(pickLine(lines, -800)?.key).toBe('b')
  })

  it('is the last one when a single message fills the view', () => {
    expect(pickLine(lines, -200)?.key).toBe('c')
  })

  it('is none in an empty list', () => {
    expect(pickLine([], -800)).toBeUndefined()
  })
})
