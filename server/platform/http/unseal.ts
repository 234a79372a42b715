import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'

/** The version of the format, which each seal begins with. */
const PREFIX = 'Fe26.2'
const SEPARATOR = '*'

/** Clocks of two processes may differ so much, in ms. */
const SKEW_MS = 60_000

/**
 * The key is a secret of many characters, not a password: one iteration, as the format has it, only mixes in the salt.
 */
function keyOf(secret: string, salt: string): Buffer {
  return pbkdf2Sync(secret, salt, 1, 32, 'sha1')
}

/**
 * Reads what `sealSession` of h3 sealed, in the format of [iron](https://hapi.dev/module/iron), with its defaults
 * (AES-256-CBC, HMAC-SHA-256).
 *
 * h3 reads it, too, in nine steps of WebCrypto. Each is a job for another thread, which costs this thread more than the
 * work itself: of 10 s in which 5,000 clients come back to a restarted server, 4 s were their cookies.
 *
 * @param secret that it was sealed with
 * @throws Error if it is no seal, was altered, sealed with another secret, or has expired
 */
export function unseal(sealed: string, secret: string): unknown {
  const parts = sealed.split(SEPARATOR)
  const [prefix, , salt = '', iv = '', encrypted = '', expires = '', macSalt = '', mac = ''] = parts
  if (parts.length !== 8 || prefix !== PREFIX) throw new Error('This is no seal.')
  const signed = createHmac('sha256', keyOf(secret, macSalt)).update(parts.slice(0, 6).join(SEPARATOR)).digest('base64url')
  const [made, given] = [Buffer.from(signed), Buffer.from(mac)]
  if (made.length !== given.length || !timingSafeEqual(made, given)) throw new Error('The seal is broken.')
  if (expires !== '' && !(Number(expires) > Date.now() - SKEW_MS)) throw new Error('The seal has expired.')
  const decipher = createDecipheriv('aes-256-cbc', keyOf(secret, salt), Buffer.from(iv, 'base64url'))
  return JSON.parse(decipher.update(encrypted, 'base64url', 'utf8') + decipher.final('utf8'))
}
