import { describe, expect, it } from 'vitest'
import { parseStat } from '../../../../bench/lib/usage.mjs'

const AFTER_NAME = 'S 41 4242 4242 0 -1 4194304 100 0 0 0 700 30 20 4 20 0 11 0 12345 1000000 2000'

describe('processor time of a process', () => {
  it('is its user and system time, and that of its children that have ended', () => {
    expect(parseStat(`4242 (node) ${AFTER_NAME}`)).toEqual({ parent: 41, ticks: 754 })
  })

  it.each(['MainThread (1)', 'a) b', 'x y z'])('is found after a name like %s', (name) => {
    expect(parseStat(`4242 (${name}) ${AFTER_NAME}`)).toEqual({ parent: 41, ticks: 754 })
  })
})
