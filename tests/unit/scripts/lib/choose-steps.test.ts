import { describe, expect, it } from 'vitest'
import { chooseSteps } from '../../../../scripts/lib/choose-steps.mjs'

const lint = { name: 'lint' }
const types = { name: 'typecheck' }
const build = { name: 'build' }
const e2e = { name: 'e2e', needsBuild: true }
const PHASES = [[lint, types], [build], [e2e]]

describe('the steps of npm test', () => {
  it('are all there when none is named', () => {
    expect(chooseSteps(PHASES, [])).toEqual(PHASES)
  })

  it('are those that are named, without the phases that have none of them', () => {
    expect(chooseSteps(PHASES, ['typecheck'])).toEqual([[types]])
  })

  it('include the build when a named step needs it', () => {
    expect(chooseSteps(PHASES, ['e2e', 'lint'])).toEqual([[lint], [build], [e2e]])
  })

  it('are listed when a name is unknown', () => {
    expect(() => chooseSteps(PHASES, ['lnit'])).toThrow(
      'There is no test step "lnit". The steps are: lint, typecheck, build, e2e.',
    )
  })
})
