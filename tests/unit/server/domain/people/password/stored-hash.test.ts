import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { COST, formatHash, needsRehash, parseHash } from '../../../../../../server/domain/people/password/stored-hash'

const made = { ...COST, salt: randomBytes(16), hash: randomBytes(32) }

describe('a stored hash', () => {
  it('is text that holds what it cost', () => {
    expect(formatHash(made)).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(parseHash(formatHash(made))).toEqual(made)
  })

  it.each([
    '', '$scrypt$', 'scrypt', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', '$scrypt$ln=15,r=8,p=3$short$short',
    `${formatHash(made)}$`,
  ])('"%s" is no stored hash', (text) => {
    expect(parseHash(text)).toBeNull()
  })

  it('is made again where it cost other than today', () => {
    expect(needsRehash(formatHash(made))).toBe(false)
    expect(needsRehash(formatHash({ ...made, ln: 14 }))).toBe(true)
    expect(needsRehash(formatHash({ ...made, p: 1 }))).toBe(true)
    expect(needsRehash('$2b$10$of another program')).toBe(true)
  })
})
