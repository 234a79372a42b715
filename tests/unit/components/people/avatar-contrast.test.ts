import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AVATAR_COLORS } from '~/components/people/avatar'

const css = readFileSync(new URL('../../../../assets/css/avatars.css', import.meta.url), 'utf8')
const pairs = [...css.matchAll(/^(.*)\{ --avatar-back: (#\w{6}); --avatar-text: (#\w{6}); \}$/gm)]
  .map(([, selector = '', back = '', text = '']) => ({ selector: selector.trim(), back, text }))

/** Relative luminance of WCAG 2. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map(from => Number.parseInt(color.slice(from, from + 2), 16) / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

describe('the colours of people', () => {
  it('has a pair for each colour in both themes', () => {
    expect(pairs).toHaveLength(2 * AVATAR_COLORS)
  })

  it.each(pairs)('$selector can be read', ({ back, text }) => {
    expect(contrast(back, text)).toBeGreaterThanOrEqual(4.5)
  })
})
