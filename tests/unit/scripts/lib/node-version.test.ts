import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nodeProblem } from '../../../../scripts/lib/node-version.mjs'

describe('nodeProblem', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('has nothing to say about %s', (version) => {
    expect(nodeProblem(version)).toBeNull()
  })

  it.each(['18.20.4', '20.18.3', '20.9.0'])('says what to do about %s', (version) => {
    expect(nodeProblem(version)).toContain(`Node.js 20.19.0 or newer, and this is ${version}. Get one`)
  })

  it('names the version that package.json asks for', () => {
    const oldest = /"node": ">=([\d.]+)"/.exec(readFileSync('package.json', 'utf8'))?.[1]
    expect(nodeProblem('0.0.0')).toContain(`Node.js ${oldest} `)
  })
})
