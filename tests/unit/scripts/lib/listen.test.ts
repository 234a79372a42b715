import { describe, expect, it } from 'vitest'
import { listenProblem, wantedAddress } from '../../../../scripts/lib/listen.mjs'

function failure(code: string): Error {
  return Object.assign(new Error(`listen ${code}`), { code })
}

describe('wantedAddress', () => {
  it('is port 3000 on all addresses unless PORT and HOST say otherwise', () => {
    expect(wantedAddress({})).toEqual({ host: undefined, port: 3000 })
    expect(wantedAddress({ PORT: '8080', HOST: '127.0.0.1' })).toEqual({ host: '127.0.0.1', port: 8080 })
  })

  it('leaves a port that is no number to the configuration to complain about', () => {
    expect(wantedAddress({ PORT: 'http' }).port).toBeUndefined()
  })
})

describe('listenProblem', () => {
  it('says in one sentence how to choose another port when it is in use', () => {
    expect(listenProblem(failure('EADDRINUSE'))).toMatch(
      /^Port \d+ is in use by another program\. .*PORT=\d+ npm start$/,
    )
  })

  it('says so when the port is not for this user, or the host not of this machine', () => {
    expect(listenProblem(failure('EACCES'))).toContain('may not be used by this user')
    expect(listenProblem(failure('EADDRNOTAVAIL'))).toContain('HOST=127.0.0.1 npm start')
  })

  it('leaves other errors alone', () => {
    expect(listenProblem(failure('EPIPE'))).toBeNull()
    expect(listenProblem(new Error('x'))).toBeNull()
    expect(listenProblem('x')).toBeNull()
  })
})
