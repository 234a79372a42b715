import { existsSync } from 'node:fs'
import { execaSync } from 'execa'
import { describe, expect, it } from 'vitest'
import { BUILT_FILES, BUILT_FOLDERS } from '../../../../scripts/lib/build-stamp.mjs'

/** What is known not to reach the build. */
const NOT_BUILT
  = /^(?:\..*|bench|docs|scripts|tests|types|.*\.md|LICENSE|(?:eslint|vitest(?:\.nuxt)?|playwright)\.config\..*|knip\.json)$/

describe('the build stamp', () => {
  it.skipIf(!existsSync('.git'))('covers everything in the repository that reaches the build', () => {
    const tracked = execaSync('git', ['ls-files'], { lines: true }).stdout
    const top = new Set(tracked.map(file => file.split('/', 1)[0] ?? ''))
    const unknown = [...top].filter(
      name => !NOT_BUILT.test(name) && !BUILT_FOLDERS.includes(name) && !BUILT_FILES.includes(name),
    )
    expect(unknown, 'name it in BUILT_FOLDERS or BUILT_FILES, or here if it does not reach the build').toEqual([])
  })
})
