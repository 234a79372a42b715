import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS } from '#shared/limits'
import { ParleyError } from '../../../platform/errors/parley-error'
import { FairQueue } from '../../../platform/gate/fair-queue'
import {
  HASH_MAX_MS, HASHES_AT_ONCE_MAX, HASHES_WAITING_MAX, HASHES_WAITING_PER_ADDRESS_MAX,
} from '../../../platform/limits/server-limits'
import { COST, formatHash, parseHash, type Cost } from './stored-hash'

const SALT_BYTES = 16
const HASH_BYTES = 32

/** scrypt needs 32 MiB and some. Node's default limit is 32 MiB, with which it throws. */
const MEMORY_MAX_BYTES = 64 * 1024 * 1024

/**
 * Hashes and verifies passwords. A hash takes a thread for a quarter of a second, so few run at a time and the others
 * wait, round robin by address: an address that tries many passwords delays another's sign-in by one hash.
 */
export class Passwords {
  private readonly queue: FairQueue

  constructor(atOnce = hashesAtOnce(availableParallelism()), waitingMax = HASHES_WAITING_MAX) {
    this.queue = new FairQueue({
      atOnce,
      perAddressMax: Math.min(HASHES_WAITING_PER_ADDRESS_MAX, waitingMax),
      totalMax: waitingMax,
      taskMaxMs: HASH_MAX_MS,
    })
  }

  /**
   * The text to store for a new password.
   * @param address of the caller, as `addressKey` names it
   * @throws ParleyError if the password is too short or too long, or too many hashes wait
   */
  async hash(password: string, address: string): Promise<string> {
    if (password.length < PASSWORD_MIN_CHARS || password.length > PASSWORD_MAX_CHARS) {
      const range = `${PASSWORD_MIN_CHARS} to ${PASSWORD_MAX_CHARS} characters`
      throw new ParleyError('invalid', `The password must have ${range}. Choose another one.`)
    }
    const salt = randomBytes(SALT_BYTES)
    return formatHash({ ...COST, salt, hash: await this.derive(password, salt, COST, HASH_BYTES, address) })
  }

  /**
   * Whether this is the password that was stored. An account that is missing or has no password (`null`) costs the same
   * time, so that the time does not reveal whether it exists.
   * @throws ParleyError if too many hashes wait
   */
  async verify(password: string, stored: string | null, address: string): Promise<boolean> {
    // Before any work: no such password can have been stored.
    if (password.length > PASSWORD_MAX_CHARS) return false
    const parsed = stored === null ? null : parseHash(stored)
    const { salt, hash, ...cost } = parsed ?? { ...COST, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) }
    const derived = await this.derive(password, salt, cost, hash.length, address)
    return timingSafeEqual(derived, hash) && parsed !== null
  }

  private derive(password: string, salt: Buffer, cost: Cost, bytes: number, address: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const task = () => derive(password, salt, cost, bytes).then(resolve, reject)
      if (!this.queue.run(address, task)) reject(busy())
    })
  }
}

/**
 * One core stays free for the event loop. libuv has four threads, which also read files and look up names: they must
 * not wait for hashes.
 */
function hashesAtOnce(cores: number): number {
  return Math.max(1, Math.min(cores - 1, HASHES_AT_ONCE_MAX))
}

function derive(password: string, salt: Buffer, { ln, r, p }: Cost, bytes: number): Promise<Buffer> {
  // NFKC: keyboards of different systems write the same letter (é, ｅ) in different ways.
  const text = password.normalize('NFKC')
  return new Promise((resolve, reject) => {
    scrypt(text, salt, bytes, { N: 2 ** ln, r, p, maxmem: MEMORY_MAX_BYTES }, (error, hash) => {
      if (error) reject(error)
      else resolve(hash)
    })
  })
}

function busy(): ParleyError {
  return new ParleyError('unavailable', 'Too many people are signing in right now. Try again in a few seconds.', 5_000)
}
