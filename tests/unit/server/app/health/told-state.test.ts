import { describe, expect, it } from 'vitest'
import { toldState } from '../../../../../server/app/health/told-state'

const STATE = {
  bus: { kind: 'redis', connected: false, detail: 'Redis is not connected (connect ECONNREFUSED 10.1.2.3:6379).' },
  log: { kind: 'postgres', writable: false, detail: 'password authentication failed for user "parley"' },
} as const
const CONFIG = { METRICS_TOKEN: undefined, PUBLIC_ORIGIN: ['https://chat.example.org'], TRUST_PROXY: 1 }

describe('the state of bus and log', () => {
  it('is whole for readers of the metrics', () => {
    expect(
      toldState(
        STATE,
        { address: '127.0.0.1', headers: { host: 'localhost:3000' } },
        { ...CONFIG, PUBLIC_ORIGIN: [], TRUST_PROXY: 0 },
      ),
    ).toEqual(STATE)
    expect(
      toldState(
        STATE,
        { address: '10.0.0.9', headers: { authorization: 'Bearer a-token-of-some-length' } },
        { ...CONFIG, METRICS_TOKEN: 'a-token-of-some-length' },
      ),
    ).toEqual(STATE)
  })

  // Addresses and user names of the database stood in the answer to the whole internet.
  it('is without addresses and names for all others', () => {
    expect(
      toldState(
        STATE,
        { address: '127.0.0.1', headers: { 'host': 'chat.example.org', 'x-forwarded-for': '203.0.113.5' } },
        CONFIG,
      ),
    ).toEqual({ bus: { kind: 'redis', connected: false }, log: { kind: 'postgres', writable: false } })
  })
})
