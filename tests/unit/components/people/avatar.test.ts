import { describe, expect, it, vi } from 'vitest'
import { AVATAR_COLORS, avatarColor, initials } from '~/components/people/avatar'

describe('initials', () => {
  it.each([
    ['Ada Lovelace', 'AL'], ['omar', 'O'], ['  Jean  Luc Picard ', 'JP'], ['林小雨', '林'], ['さくら', 'さ'],
    ['👩‍🚀 Sally', '👩‍🚀'], ['élodie', 'É'], ['', ''],
  ])('initials of %s are %s', (name, letters) => {
    expect(initials(name)).toBe(letters)
  })

  it('carry no tower of marks', () => {
    const tower = '\u0301\u0302\u0303\u0304\u0306'.repeat(3)
    expect(initials(`A${tower}da L${tower}ovelace`)).toBe('Á\u0302L\u0301\u0302'.normalize('NFD'))
    expect(initials('ệ').normalize('NFC')).toBe('Ệ')
  })

  it.each([
    ['Ada Lovelace', 'AL'], ['林小雨', '林'], ['e\u0301lodie', 'E\u0301'], ['👋🏽 Sally', '👋🏽'], ['', ''],
  ])('initials of %s are %s also where the browser has no Intl.Segmenter', async (name, letters) => {
    vi.resetModules()
    vi.stubGlobal('Intl', { ...Intl, DateTimeFormat: Intl.DateTimeFormat })
    try {
      const without = await import('~/components/people/avatar')
      expect('Segmenter' in Intl).toBe(false)
      expect(without.initials(name)).toBe(letters)
    }
    finally {
      vi.unstubAllGlobals()
    }
  })
})

describe('avatarColor', () => {
  it('is the same for one id for ever', () => {
    expect(avatarColor('user-1')).toBe(avatarColor('user-1'))
  })

  it('uses all colours, none much more than the others', () => {
    const counts = Array.from({ length: AVATAR_COLORS }, () => 0)
    for (let index = 0; index < 8000; index++) {
      const color = avatarColor(`user-${index}`)
      counts[color] = (counts[color] ?? 0) + 1
    }
    expect(Math.min(...counts)).toBeGreaterThan(700)
    expect(Math.max(...counts)).toBeLessThan(1300)
  })
})
