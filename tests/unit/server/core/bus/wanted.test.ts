import { describe, expect, it } from 'vitest'
import { createWanted } from '../../../../../server/core/bus/wanted'

describe('the wanted rooms', () => {
  it('the wanted rooms are counted', () => {
    const wanted = createWanted()
    wanted.add('r1', false)
    wanted.add('r1', false)
    wanted.remove('r1')
    expect(wanted.has('r1')).toBe(true)
    wanted.remove('r1')
    expect(wanted.has('r1')).toBe(false)
    wanted.remove('r1')
    wanted.add('r1', false)
    expect([...wanted.rooms()]).toEqual(['r1'])
  })

  it('get external texts from the first subscriber that asks until the last one of any kind has left', () => {
    const wanted = createWanted()
    wanted.add('r1', false)
    expect(wanted.isExternal('r1')).toBe(false)
    wanted.add('r1', true)
    wanted.remove('r1')
    expect(wanted.isExternal('r1')).toBe(true)
    wanted.remove('r1')
    wanted.add('r1', false)
    expect(wanted.isExternal('r1')).toBe(false)
  })
})
