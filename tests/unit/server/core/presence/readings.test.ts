import { describe, expect, it } from 'vitest'
import { createReadings } from '../../../../../server/core/presence/readings'

function readings() {
  const failures: unknown[] = []
  const told: string[] = []
  const it = createReadings({ report: (_stage, failure) => void failures.push(failure) })
  return { ...it, failures, told, listen: () => it.onChange((room, online) => void told.push(`${room}: ${online}`)) }
}

describe('the readings', () => {
  it('report a number once', () => {
    const { listen, settle, told } = readings()
    listen()
    settle('r1', 2)
    settle('r1', 2)
    settle('r1', 3)
    settle('r2', 0)
    expect(told).toEqual(['r1: 2', 'r1: 3'])
  })

  it('report the old number again when a client got another one meanwhile', () => {
    const { listen, settle, handOut, told } = readings()
    listen()
    settle('r1', 2)
    expect(handOut('r1', 3)).toBe(3)
    settle('r1', 2)
    settle('r1', 2)
    expect(told).toEqual(['r1: 2', 'r1: 2'])
  })

  it('go on to the next listener when one throws', () => {
    const { listen, onChange, settle, told, failures } = readings()
    onChange(() => {
      throw new Error('a listener of the test')
    })
    listen()
    settle('r1', 1)
    expect(told).toEqual(['r1: 1'])
    expect(failures).toHaveLength(1)
  })
})
