import { describe, expect, it } from 'vitest'
import { inviteOf, safePath } from '~/components/account/safe-path'

describe('where a person goes after signing in', () => {
  it.each([
    '/', '/r/channel_1', '/i/abc-_', '/settings/security', '/r/a?panel=details#x',
  ])('is the path of the link: %s', (to) => {
    expect(safePath(to)).toBe(to)
  })

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    'r/a',
    '',
    undefined,
    ['/r/a'],
  ])('is never another site: %s', (to) => {
    expect(safePath(to)).toBe('/')
  })
})

describe('the invitation that signing up leads back to', () => {
  it('is read from its path', () => {
    expect(inviteOf('/i/V1StGXR8_Z5j')).toBe('V1StGXR8_Z5j')
  })

  it('is none at any other path', () => {
    expect(inviteOf('/r/channel_1')).toBeNull()
    expect(inviteOf('/i/a/b')).toBeNull()
  })
})
