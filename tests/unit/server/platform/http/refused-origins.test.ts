import { describe, expect, it } from 'vitest'
import { RefusedOrigins, type RefusedOrigin } from '../../../../../server/platform/http/refused-origins'

function setup() {
  const lines: RefusedOrigin[] = []
  const clock = { now: 0 }
  return { lines, clock, refused: new RefusedOrigins(refused => lines.push(refused), () => clock.now) }
}

describe('refused origins', () => {
  it('are reported to the operator once per hour each', () => {
    const { lines, clock, refused } = setup()
    for (let minute = 0; minute < 120; minute++) {
      clock.now = minute * 60_000
      refused.add('https://a.example', 'a.example:8443')
      refused.add('https://b.example', 'chat')
    }
    expect(lines.map(({ origin }) => origin)).toEqual([
      'https://a.example', 'https://b.example', 'https://a.example', 'https://b.example',
    ])
    expect(lines[0]).toEqual({ origin: 'https://a.example', host: 'a.example:8443' })
  })

  it('refused origins of a flood are at most a hundred lines, none of them long', () => {
    const { lines, refused } = setup()
    for (let i = 0; i < 10_000; i++) refused.add(`https://${i}.${'x'.repeat(5_000)}`, 'chat')
    expect(lines.length).toBe(100)
    expect(lines[0]?.origin.length).toBe(200)
  })
})
