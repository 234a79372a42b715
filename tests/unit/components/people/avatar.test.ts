import { describe, expect, it } from 'vitest'
import { AVATAR_COLORS, avatarColor, initials } from '~/components/people/avatar'

describe('initials', () => {
  it.each([
    ['Ada Lovelace', 'AL'], ['omar', 'O'], ['  Jean  Luc Picard ', 'JP'], ['林小雨', '林'], ['さくら', 'さ'],
    ['👩‍🚀 Sally', '👩‍🚀'], ['élodie', 'É'], ['', ''],
  ])('of %s are %s', (name, letters) => {
    expect(initials(name)).toBe(letters)
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
