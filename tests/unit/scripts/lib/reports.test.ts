import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { playwrightFailures, readVitest, vitestFailures } from '../../../../scripts/lib/reports.mjs'

const NOTHING = { counts: { passed: 0, failed: 0, skipped: 0 }, failures: [] }

describe('the tests that failed', () => {
  it('are named by file and title, with the first line of what was wrong', () => {
    expect(vitestFailures({
      testResults: [{
        name: '/app/a.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'a holds' },
          { status: 'failed', fullName: 'a breaks', failureMessages: ['\u001B[31mError: no\u001B[39m\n  at line 1'] },
        ],
      }],
    })).toEqual(['/app/a.test.ts › a breaks: Error: no'])
  })

  it('a file that can not be loaded is named, though none of its tests ran', () => {
    expect(vitestFailures({
      testResults: [{ name: '/app/a.test.ts', status: 'failed', message: 'No such module', assertionResults: [] }],
    })).toEqual(['/app/a.test.ts: No such module'])
  })

  it('a test of Playwright is found at any depth, also if it passed on a retry', () => {
    const run = (status: string, message = '') => ({ status, results: [{ error: message ? { message } : undefined }] })
    const spec = (title: string, ...tests: unknown[]) => ({ file: 'a.spec.ts', line: 7, title, tests })
    expect(playwrightFailures({
      suites: [{
        specs: [spec('holds', run('expected'))],
        suites: [{ specs: [spec('breaks', run('unexpected', 'Error: no\n  at line 1')), spec('wavers', run('flaky'))] }],
      }],
    })).toEqual(['a.spec.ts:7 › breaks: Error: no', 'a.spec.ts:7 › wavers: '])
  })

  it('are none in a report of another shape, or without one', () => {
    for (const report of [null, 'x', {}, { testResults: [null], suites: [7] }]) {
      expect([...vitestFailures(report), ...playwrightFailures(report)]).toEqual([])
    }
    const folder = mkdtempSync(join(tmpdir(), 'parley-reports-'))
    writeFileSync(join(folder, 'cut.json'), '{"numPassedTests": 5, "tes')
    expect(readVitest(join(folder, 'cut.json'))).toEqual(NOTHING)
    expect(readVitest(join(folder, 'none.json'))).toEqual(NOTHING)
  })
})
