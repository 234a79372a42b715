import { describe, expect, it } from 'vitest'
import { connectionsWithin, openFilesOf } from '../../../../../server/platform/limits/open-files'

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units
Max processes             31371                31371                processes
Max open files            20000                20000                files
Max locked memory         8388608              8388608              bytes
`

describe('the connections of a process', () => {
  it('leave some of the files it may open for everything else', () => {
    expect(openFilesOf(LIMITS)).toBe(20_000)
    expect(connectionsWithin(50_000, 20_000)).toBe(19_500)
  })

  it('are as many as was asked for where that fits, or where the system does not say', () => {
    expect(connectionsWithin(5_000, 20_000)).toBe(5_000)
    expect(openFilesOf('Max open files            unlimited            unlimited            files')).toBeNull()
    expect(connectionsWithin(50_000, null)).toBe(50_000)
  })

  it('are at least one', () => {
    expect(connectionsWithin(50_000, 256)).toBe(1)
  })
})
