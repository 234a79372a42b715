import { generateSecret, generateURI, verifySync } from 'otplib'

/** The step of every authenticator app. */
const STEP_S = 30

/** The clock of a phone may be off by one step, and a person takes some seconds to type. */
const TOLERANCE_S = STEP_S

/** A new secret for an authenticator app: 160 bits in base32, as the apps expect it. */
export function createTotpSecret(): string {
  return generateSecret()
}

/** The address that an authenticator app reads from a QR code. */
export function totpAddress(options: { secret: string, issuer: string, handle: string }): string {
  return generateURI({ secret: options.secret, issuer: options.issuer, label: options.handle })
}

export interface TotpAttempt {
  readonly secret: string
  /** As typed: apps show it as `123 456`. */
  readonly code: string
  /** The step of the last code that was accepted; null before the first. */
  readonly lastStep: number | null
  /** Unix ms. */
  readonly now: number
}

/**
 * Verifies a code of six digits. The caller stores the returned step as `lastStep`, and only if the stored one is still
 * lower: then a code that was seen on its way is accepted once.
 * @returns the step of the code; null if it is wrong, too old or used
 */
export function verifyTotp({ secret, code, lastStep, now }: TotpAttempt): number | null {
  const token = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const epoch = Math.floor(now / 1_000)
  // otplib throws where all steps in question were used, as after a clock that was set back.
  if (lastStep !== null && lastStep > Math.floor((epoch + TOLERANCE_S) / STEP_S)) return null
  const afterTimeStep = lastStep ?? undefined
  const verified = verifySync({ secret, token, epoch, epochTolerance: TOLERANCE_S, period: STEP_S, afterTimeStep })
  return verified.valid && 'timeStep' in verified ? verified.timeStep : null
}
