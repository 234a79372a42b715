import { describe, expect, it } from 'vitest'
import { pictureType } from '../../../../../server/domain/pictures/kind'

describe('the kind of a picture', () => {
  it.each([
    ['image/png', Buffer.from('89504e470d0a1a0a0000', 'hex')],
    ['image/jpeg', Buffer.from('ffd8ffe000104a46', 'hex')],
    ['image/webp', Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1')],
  ])('%s is told by its first bytes', (type, bytes) => {
    expect(pictureType(bytes)).toBe(type)
  })

  it.each([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['a page', '<!DOCTYPE html><script>alert(1)</script>'],
    ['a GIF', 'GIF89a'],
    ['sound in the same container as WebP', 'RIFF\0\0\0\0WAVEfmt '],
    ['nothing', ''],
  ])('is null for %s', (_, text) => {
    expect(pictureType(Buffer.from(text, 'latin1'))).toBeNull()
  })
})
