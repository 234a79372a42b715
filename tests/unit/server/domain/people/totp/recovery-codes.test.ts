import { describe, expect, it } from 'vitest'
import { consumeRecoveryCode, createRecoveryCodes } from '../../../../../../server/domain/people/totp/recovery-codes'

describe('recovery codes', () => {
  it('are ten, all different, easy to read, and stored as hashes', () => {
    const { codes, hashes } = createRecoveryCodes()
    expect(new Set(codes).size).toBe(10)
    expect(new Set(hashes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/)
    for (const hash of hashes) expect(hash).toMatch(/^[\w-]{43}$/)
  })

  it('can each be used once', () => {
    const { codes, hashes } = createRecoveryCodes()
    let left: readonly string[] = hashes
    for (const code of codes) {
      const rest = consumeRecoveryCode(left, code)
      expect(rest).toHaveLength(left.length - 1)
      left = rest ?? left
      expect(consumeRecoveryCode(left, code)).toBeNull()
    }
    expect(left).toEqual([])
  })

  it('are known however they are typed', () => {
    const { codes: [code = ''], hashes } = createRecoveryCodes()
    const likeLetters = code.replaceAll('0', 'O').replaceAll('1', 'l')
    for (const typed of [code.toUpperCase(), code.replaceAll('-', ''), ` ${code.replaceAll('-', ' ')} `, likeLetters]) {
      expect(consumeRecoveryCode(hashes, typed)).toHaveLength(9)
    }
  })

  it.each(['', '0000-0000-0000-0000', 'x'.repeat(100_000)])('"%.20s" is no recovery code', (code) => {
    expect(consumeRecoveryCode(createRecoveryCodes().hashes, code)).toBeNull()
  })

  it('recovery codes of another account do nothing', () => {
    const [code = ''] = createRecoveryCodes().codes
    expect(consumeRecoveryCode(createRecoveryCodes().hashes, code)).toBeNull()
  })
})
