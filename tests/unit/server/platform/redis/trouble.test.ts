import { describe, expect, it } from 'vitest'
import { createTrouble } from '../../../../../server/platform/redis/trouble'

function setup(secrets: string[] = []) {
  const lines: string[] = []
  let clock = 0
  const note = (entry: unknown, text?: string) => void lines.push(`${text} ${JSON.stringify(entry)}`)
  const trouble = createTrouble({ logger: { warn: note, info: note }, secrets, now: () => clock })
  return { trouble, lines, pass: (ms: number) => void (clock += ms) }
}

describe('trouble', () => {
  it('is logged at once, then every half a minute with the number of those between', () => {
    const { trouble, lines, pass } = setup()
    for (let second = 0; second < 30; second++) {
      trouble.report('subscriber', new Error('connect ECONNREFUSED'))
      pass(1_000)
    }
    expect(lines).toHaveLength(1)
    trouble.report('subscriber', new Error('connect ECONNREFUSED'))
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain('"unlogged":29')
  })

  it('is logged for each stage by itself, and its end once', () => {
    const { trouble, lines } = setup()
    trouble.report('subscriber', new Error('one'))
    trouble.report('publisher', new Error('two'))
    trouble.over('subscriber')
    trouble.over('subscriber')
    trouble.over('never in trouble')
    expect(lines).toHaveLength(3)
    expect(trouble.reason('subscriber')).toBeUndefined()
    expect(trouble.reason('publisher')).toBe('two')
  })

  it('trouble that comes and goes is two lines every half a minute', () => {
    const { trouble, lines, pass } = setup()
    for (let i = 0; i < 100; i++) {
      trouble.report('subscriber', new Error('one'))
      trouble.over('subscriber')
      pass(100)
    }
    expect(lines).toHaveLength(2)
    expect(trouble.reason('subscriber')).toBeUndefined()
    pass(30_000)
    trouble.report('subscriber', new Error('one'))
    expect(lines).toHaveLength(3)
  })

  it('gives the newest reason, also of failures that were not logged', () => {
    const { trouble } = setup()
    trouble.report('publisher', new Error('one'))
    trouble.report('publisher', new Error('two'))
    expect(trouble.reason('publisher')).toBe('two')
  })

  it('never shows a secret, nor what else an error object holds', () => {
    const { trouble, lines } = setup(['s3cret', ''])
    trouble.report(
      'publisher',
      Object.assign(new Error('unknown command AUTH, with args: s3cret'), { command: { args: ['s3cret'] } }),
    )
    expect(lines.join('') + trouble.reason('publisher')).not.toContain('s3cret')
    expect(trouble.reason('publisher')).toBe('unknown command AUTH, with args: ***')
  })
})
