import { describe, expect, it } from 'vitest'
import { differs } from '../../../../scripts/lib/packages.mjs'

const vue = { version: '3.5.0', integrity: 'sha512-a' }

describe('differs', () => {
  it('is content when all that the lock file names is installed', () => {
    expect(differs({ '': {}, 'node_modules/vue': vue }, { 'node_modules/vue': vue })).toBe(false)
  })

  it('notices a package that is missing', () => {
    expect(differs({ 'node_modules/vue': vue }, {})).toBe(true)
  })

  it('notices another version, and another content of the same version', () => {
    expect(differs({ 'node_modules/vue': vue }, { 'node_modules/vue': { ...vue, version: '3.4.0' } })).toBe(true)
    expect(differs({ 'node_modules/vue': vue }, { 'node_modules/vue': { ...vue, integrity: 'sha512-b' } })).toBe(true)
  })

  it('does without what is for another platform', () => {
    expect(differs({ 'node_modules/fsevents': { ...vue, optional: true } }, {})).toBe(false)
  })
})
