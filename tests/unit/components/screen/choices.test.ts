import { describe, expect, it } from 'vitest'
import { takenBack } from '../../../../components/screen/choices'

describe('a choice that was refused', () => {
  const before = { slow: 0, open: true }

  it('is taken back, and what was chosen after it stays', () => {
    expect(takenBack({ slow: 5, open: false }, before, { slow: 5 })).toEqual({ slow: 0, open: false })
  })

  it('stays where another one has taken its place', () => {
    expect(takenBack({ slow: 30, open: true }, before, { slow: 5 })).toEqual({ slow: 30, open: true })
  })
})
