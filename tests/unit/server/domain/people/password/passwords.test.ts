import { createHook } from 'node:async_hooks'
import { scryptSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Passwords } from '../../../../../../server/domain/people/password/passwords'
import { formatHash, needsRehash, parseHash } from '../../../../../../server/domain/people/password/stored-hash'
import { ParleyError } from '../../../../../../server/platform/errors/parley-error'

const passwords = new Passwords()
const HOME = '192.0.2.1'

/** A hash takes a core for 0.25 s and more on a busy machine. */
const TIMEOUT_MS = 60_000

describe('a password', { timeout: TIMEOUT_MS }, () => {
  it('is verified against its hash, and no other password is', async () => {
    const stored = await passwords.hash('correct horse', HOME)
    expect(stored).not.toContain('correct')
    expect(needsRehash(stored)).toBe(false)
    expect(await passwords.verify('correct horse', stored, HOME)).toBe(true)
    expect(await passwords.verify('correct horse ', stored, HOME)).toBe(false)
    expect(await passwords.verify('', stored, HOME)).toBe(false)
  })

  it('has another hash each time', async () => {
    expect(await passwords.hash('correct horse', HOME)).not.toBe(await passwords.hash('correct horse', HOME))
  })

  it('is the same however a keyboard writes its letters', async () => {
    const stored = await passwords.hash('caf\u00E9 ｆｕｌｌ', HOME)
    expect(await passwords.verify('cafe\u0301 full', stored, HOME)).toBe(true)
  })

  it.each([
    '', '1234567', 'x'.repeat(257), 'x'.repeat(5_000_000),
  ])('is refused with the lengths that are possible, before it is hashed (%#)', async (password) => {
    await expect(passwords.hash(password, HOME)).rejects.toThrow('must have 8 to 256 characters')
  })

  it('hashed at another cost is verified at that cost', async () => {
    const salt = Buffer.alloc(16, 7)
    const stored = formatHash({ ln: 14, r: 8, p: 1, salt, hash: scryptSync('correct horse', salt, 64) })
    expect(needsRehash(stored)).toBe(true)
    expect(await passwords.verify('correct horse', stored, HOME)).toBe(true)
    expect(await passwords.verify('wrong horse', stored, HOME)).toBe(false)
  })
})

describe('an account without a password', { timeout: TIMEOUT_MS }, () => {
  it.each([null, '', 'no hash'])('an account without a password takes none (%j)', async (stored) => {
    expect(await passwords.verify('correct horse', stored, HOME)).toBe(false)
  })

  it('costs a hash like any other', async () => {
    const stored = await passwords.hash('correct horse', HOME)
    const order: string[] = []
    const one = new Passwords(1)
    await Promise.all([
      one.verify('wrong horse', stored, 'a').then(() => order.push('stored')),
      one.verify('wrong horse', null, 'b').then(() => order.push('missing')),
      one.verify('wrong horse', stored, 'c').then(() => order.push('stored')),
    ])
    expect(order).toEqual(['stored', 'missing', 'stored'])
  })
})

describe('a crowd that signs in', { timeout: TIMEOUT_MS }, () => {
  it('gets its turn round robin by address', async () => {
    const one = new Passwords(1)
    const order: string[] = []
    const signIn = (address: string) => one.verify('wrong horse', null, address).then(() => order.push(address))
    await Promise.all([signIn('flood'), signIn('flood'), signIn('flood'), signIn('ada')])
    expect(order).toEqual(['flood', 'flood', 'ada', 'flood'])
  })

  it('a crowd of a hundred that signs in is hashed by threads beside the event loop, a few at a time', async () => {
    const three = new Passwords(3)
    const running = new Set<number>()
    const sizes: number[] = []
    const hook = createHook({
      init(id, type) {
        if (type === 'SCRYPTREQUEST') sizes.push(running.add(id).size)
      },
      before: id => void running.delete(id),
    }).enable()
    const cheap = formatHash({ ln: 8, r: 8, p: 1, salt: Buffer.alloc(16), hash: Buffer.alloc(32) })
    await Promise.all(Array.from({ length: 100 }, (_, n) => three.verify('wrong horse', cheap, `address ${n % 10}`)))
    hook.disable()
    // Each was a request to a thread: none was computed in the event loop.
    expect([sizes.length, Math.max(...sizes)]).toEqual([100, 3])
  })

  it('is asked to come again later, above what may wait', async () => {
    const one = new Passwords(1, 1)
    const running = [one.verify('wrong horse', null, 'a'), one.verify('wrong horse', null, 'b')]
    const refused = await one.verify('wrong horse', null, 'c').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ParleyError)
    expect(refused).toMatchObject({
      code: 'unavailable',
      retryAfterMs: 5_000,
      message: expect.stringContaining('Try again'),
    })
    expect(await Promise.all(running)).toEqual([false, false])
  })

  it('has a hash that can\'t be made as an error, and goes on', async () => {
    const one = new Passwords(1)
    const costly = '$scrypt$ln=30,r=8,p=1$' + 'A'.repeat(22) + '$' + 'A'.repeat(43)
    await expect(one.verify('correct horse', costly, HOME)).rejects.toThrow()
    expect(await one.verify('correct horse', null, HOME)).toBe(false)
  })

  it('is hashed with the parameters that are stored', async () => {
    const parsed = parseHash(await passwords.hash('correct horse', HOME))
    expect(parsed).toMatchObject({ ln: 15, r: 8, p: 3 })
    expect([parsed?.salt.length, parsed?.hash.length]).toEqual([16, 32])
  })
})
