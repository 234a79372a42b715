import { describe, expect, it } from 'vitest'
import { checkScraper, type MetricsConfig } from '../../../../../server/app/metrics/access'

const TOKEN = 'a-token-of-some-length'
const OPEN: MetricsConfig = { METRICS_TOKEN: undefined, PUBLIC_ORIGIN: [], TRUST_PROXY: 0 }

function refusal(
  config: Partial<MetricsConfig>,
  headers: Record<string,
    string>,
  address = '127.0.0.1',
): string | null {
  try {
    checkScraper({ address, headers: { host: '127.0.0.1:3000', ...headers } }, { ...OPEN, ...config })
    return null
  }
  catch (error) {
    return String(error)
  }
}

describe('who may read metrics, without a token', () => {
  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.8.9.1'])('is a program that asks from %s', (address) => {
    expect(refusal({}, {}, address)).toBeNull()
  })

  it.each(['localhost', 'LOCALHOST:3000', '[::1]:3000', '127.0.0.2'])('may call this machine %s', (host) => {
    expect(refusal({}, { host })).toBeNull()
  })

  it.each([
    '192.168.1.7', '10.0.0.1', '172.17.0.1', '::ffff:10.0.0.1', 'fe80::1', '203.0.113.5', '',
  ])('is nobody at %s', (address) => {
    expect(refusal({}, {}, address)).toMatch(/METRICS_TOKEN/)
  })

  it.each([
    'forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via', 'cf-connecting-ip',
  ])('is nobody who asks through a proxy that says so in %s', (name) => {
    expect(refusal({}, { [name]: '127.0.0.1' })).toMatch(/proxy/)
  })

  it.each([
    'chat.example.org', '127.0.0.1.example.org', 'localhost.example.org', '0.0.0.0', '',
  ])('is no page that calls this machine %s', (host) => {
    expect(refusal({}, { host })).toMatch(/METRICS_TOKEN/)
  })

  it.each([
    { PUBLIC_ORIGIN: ['https://chat.example.org'] },
    { TRUST_PROXY: 1 },
  ])('is nobody where a proxy may stand on the same machine: %o', (config) => {
    expect(refusal(config, {})).toMatch(/METRICS_TOKEN/)
  })
})

describe('who may read metrics, with a token', () => {
  it.each([
    `Bearer ${TOKEN}`, `bearer ${TOKEN}`,
  ])('is who sends %s, from anywhere and through any proxy', (authorization) => {
    expect(
      refusal(
        { METRICS_TOKEN: TOKEN, TRUST_PROXY: 1 },
        { authorization, 'x-forwarded-for': '203.0.113.5', 'host': 'chat.example.org' },
        '203.0.113.5',
      ),
    ).toBeNull()
  })

  it.each([
    undefined, `Bearer ${TOKEN}x`, 'Bearer ', TOKEN, `Basic ${TOKEN}`,
  ])('is not who sends %s, not even from the same machine', (authorization) => {
    expect(refusal({ METRICS_TOKEN: TOKEN }, authorization === undefined ? {} : { authorization })).toMatch(
      /Authorization: Bearer/,
    )
  })
})
