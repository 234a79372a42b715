import { describe, expect, it, vi } from 'vitest'
import { HUB_ERRORS, logHubError, type HubErrorStage } from '../../../../../server/core/hub/hub-errors'
import { logger } from '../../../../../server/platform/logging/logger'

describe('the operator', () => {
  // Every error of the hub was logged as a log that could not be read, a failed write and a rolled back database, too.
  it.each<[HubErrorStage, 'warn' | 'error', RegExp]>([
    ['recover', 'warn', /log could not be read to fill/],
    ['heads', 'warn', /log could not be read to compare/],
    ['rollback', 'error', /rolled back/],
    ['fan-out', 'error', /could not be written/],
  ])('reads of %s what went wrong', (stage, level, words) => {
    const log = vi.spyOn(logger, level).mockImplementation(() => {})
    logHubError(stage, new Error('why'))
    expect(log).toHaveBeenCalledWith({ stage, err: new Error('why') }, expect.stringMatching(words))
    expect(Object.keys(HUB_ERRORS)).toHaveLength(4)
    log.mockRestore()
  })
})
