import { describe, expect, it } from 'vitest'
import { NAME_MAX_CHARS } from '#shared/limits'
import { nameProblem } from '~/components/people/name'

describe('nameProblem', () => {
  it('accepts names of all scripts', () => {
    for (const name of ['Ada', '林小雨', 'O’Brien-Šmíd', '😀', ` ${'x'.repeat(NAME_MAX_CHARS)} `]) {
      expect(nameProblem(name)).toBeNull()
    }
  })

  it('says which rule a name breaks', () => {
    expect(nameProblem('   ')).toBe('empty')
    expect(nameProblem('x'.repeat(NAME_MAX_CHARS + 1))).toBe('too_long')
    expect(nameProblem('two\nlines')).toBe('invalid')
  })
})
