import { describe, expect, it } from 'vitest'
import { createOneTimeCode, hashCode } from '../../../../../server/domain/people/one-time'

describe('a one-time code', () => {
  it('fits a link and is never the same', () => {
    const codes = Array.from({ length: 1_000 }, () => createOneTimeCode().code)
    expect(new Set(codes).size).toBe(1_000)
    for (const code of codes) expect(code).toMatch(/^[\w-]{32}$/)
  })

  it('is found by its hash, which does not hold it', () => {
    const { code, hash } = createOneTimeCode()
    expect(hashCode(code)).toBe(hash)
    expect(hash).toMatch(/^[\w-]{43}$/)
    expect(hash).not.toContain(code)
    expect(hashCode(`${code} `)).not.toBe(hash)
  })
})
