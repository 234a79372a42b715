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
    expect(nameProblem('\u0301mark')).toBe('invalid')
    expect(nameProblem('Admin')).toBe('reserved')
  })

  it('takes a name of invisible characters for none', () => {
    for (const name of ['\u200B', '\u2060', '\u00AD', '\u3164', '\u2800', '\u202E', '\u200B \u3164']) {
      expect(nameProblem(name)).toBe('empty')
    }
  })

  it('judges a name by what is kept of it', () => {
    expect(nameProblem(`${'x'.repeat(NAME_MAX_CHARS)}\u200B`)).toBeNull()
    expect(nameProblem('Bob \u202Ekcul')).toBeNull()
    expect(nameProblem('Ad\u200Bmin')).toBe('reserved')
  })
})
