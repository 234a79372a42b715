import { availableParallelism } from 'node:os'
import { describe, expect, it } from 'vitest'
import { settingsProblem, workerCount } from '../../../../../scripts/lib/cluster/settings.mjs'

const WHOLE = {
  REDIS_URL: 'redis://localhost',
  DATABASE_URL: 'postgres://localhost/parley',
  SESSION_SECRET: 'x'.repeat(32),
}

describe('the settings of a cluster', () => {
  it('are enough with both URLs and the secret', () => {
    expect(settingsProblem(WHOLE)).toBeNull()
  })

  it.each(Object.keys(WHOLE))('are refused without %s, with why and an example', (name) => {
    expect(settingsProblem({ ...WHOLE, [name]: ' ' })).toMatch(new RegExp(`^${name} is not set\\. .+: ${name}=\\S+`))
  })

  it('name all that is missing at once, and what needs none of it', () => {
    const problem = settingsProblem({}) ?? ''
    expect(problem.split('\n')).toHaveLength(4)
    expect(problem).toContain('npm start')
  })

  it.each(['0', '-1', '2.5', 'all', '257'])('are refused with %s workers', (count) => {
    expect(settingsProblem({ ...WHOLE, NITRO_CLUSTER_WORKERS: count })).toContain(`NITRO_CLUSTER_WORKERS is '${count}'`)
  })
})

describe('the number of workers', () => {
  it('is what was asked for, else one for each core', () => {
    expect(workerCount({ NITRO_CLUSTER_WORKERS: '6' })).toBe(6)
    expect(workerCount({})).toBe(availableParallelism())
  })
})
