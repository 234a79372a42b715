import { generateSync } from 'otplib'
import { describe, expect, it } from 'vitest'
import { createTotpSecret, totpAddress, verifyTotp } from '../../../../../../server/domain/people/totp/totp'

const secret = createTotpSecret()
/** The middle of a step. */
const NOW = 1_795_000_005_000
const STEP = Math.floor(NOW / 30_000)

const codeOf = (step: number) => generateSync({ secret, epoch: step * 30 })
const verify = (code: string, lastStep: number | null = null, now = NOW) => verifyTotp({ secret, code, lastStep, now })

describe('the secret of an authenticator app', () => {
  it('is random and has 160 bits', () => {
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(createTotpSecret()).not.toBe(secret)
  })

  it('is read from an address, with the name of the installation and the handle', () => {
    const address = new URL(totpAddress({ secret, issuer: 'Parley: Café', handle: 'ada' }))
    expect([address.protocol, address.host, decodeURIComponent(address.pathname)]).toEqual([
      'otpauth:',
      'totp',
      '/Parley: Café:ada',
    ])
    expect(Object.fromEntries(address.searchParams)).toMatchObject({ secret, issuer: 'Parley: Café' })
  })
})

describe('a code of six digits', () => {
  it('is that of RFC 6238', () => {
    // The secret of its test vectors, "12345678901234567890", at 59 s.
    expect(
      verifyTotp({ secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', code: '287082', lastStep: null, now: 59_000 }),
    ).toBe(1)
  })

  it.each([-1, 0, 1])('a code of a clock that is off by %d steps is accepted, with its step', (offset) => {
    expect(verify(codeOf(STEP + offset))).toBe(STEP + offset)
  })

  it.each([-3, -2, 2, 3])('a code of a clock that is off by %d steps is refused', (offset) => {
    expect(verify(codeOf(STEP + offset))).toBeNull()
  })

  it('is accepted once', () => {
    const step = verify(codeOf(STEP))
    expect(step).toBe(STEP)
    expect(verify(codeOf(STEP), step)).toBeNull()
    expect(verify(codeOf(STEP - 1), step)).toBeNull()
    expect(verify(codeOf(STEP + 1), step)).toBe(STEP + 1)
  })

  it('is refused, and no error, when the clock was set back', () => {
    expect(verify(codeOf(STEP), STEP + 1_000)).toBeNull()
    expect(verify(codeOf(STEP), STEP + 1)).toBeNull()
  })

  it('may have a blank, as apps show it', () => {
    const code = codeOf(STEP)
    expect(verify(` ${code.slice(0, 3)} ${code.slice(3)} `)).toBe(STEP)
  })

  it.each([
    '', '12345', '1234567', 'abcdef', '１２３４５６', '12345\u0000', '-12345', '1e3456', '9'.repeat(100_000),
  ])('"%.20s" is no code', (code) => {
    expect(verify(code)).toBeNull()
  })
})
