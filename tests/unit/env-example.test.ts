import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CLUSTER_VARIABLES } from '../../scripts/lib/cluster/settings.mjs'
import { configSchema } from '../../server/platform/config/schema'

describe('.env.example', () => {
  it('names every variable of the configuration, once, and no other', () => {
    const named = [...readFileSync('.env.example', 'utf8').matchAll(/^#?([A-Z_]+)=/gm)].map(match => match[1])
    expect(named.toSorted()).toEqual([...Object.keys(configSchema.shape), ...CLUSTER_VARIABLES].toSorted())
  })
})
