import { customAlphabet } from 'nanoid'
import { hashCode } from '../one-time'

const COUNT = 10

/** Crockford's letters and digits, without those that look like others. */
const randomCode = customAlphabet('0123456789abcdefghjkmnpqrstvwxyz', 16)

/** Ten codes that each replace an authenticator app once. */
export interface RecoveryCodes {
  /** Shown once, as `7q3k-9xwm-…`. */
  readonly codes: readonly string[]
  /** Stored. 80 random bits need no slow hash. */
  readonly hashes: readonly string[]
}

export function createRecoveryCodes(): RecoveryCodes {
  const plain = Array.from({ length: COUNT }, () => randomCode())
  return { codes: plain.map(code => code.replace(/(.{4})(?=.)/g, '$1-')), hashes: plain.map(hashCode) }
}

/**
 * Uses up a recovery code, as a person types it from paper.
 * @param hashes of the codes that are left
 * @returns the hashes that are left then; null if the code is wrong or used
 */
export function consumeRecoveryCode(hashes: readonly string[], code: string): readonly string[] | null {
  const used = hashCode(normalized(code))
  return hashes.includes(used) ? hashes.filter(hash => hash !== used) : null
}

function normalized(code: string): string {
  return code.toLowerCase().replace(/[^a-z0-9]/g, '').replaceAll('o', '0').replace(/[il]/g, '1')
}
