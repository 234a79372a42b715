import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CLOSE } from '#shared/close-codes'
import { clientFrameSchema, ERROR_CODES, serverEventSchema } from '#shared/schemas/frames'
import { configSchema } from '../../../server/platform/config/schema'
import { STATUS } from '../../../server/platform/errors/parley-error'

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')

describe('the documentation', () => {
  it.each(['README.md', '.env.example'])('names every variable in %s', (file) => {
    const text = read(file)
    expect(Object.keys(configSchema.shape).filter(name => !text.includes(name))).toEqual([])
  })

  it('shows every frame with an example', () => {
    const text = read('docs/protocol.md')
    const options = [...clientFrameSchema.def.options, ...serverEventSchema.def.options]
    const types = options.flatMap(option => [...option.shape.type.def.values])
    expect(types.filter(type => !new RegExp(`"type": ?"${type}"`).test(text))).toEqual([])
  })

  it('explains every close code as the table of both sides has it', () => {
    const text = read('docs/protocol.md')
    for (const { code, then } of Object.values(CLOSE))
      expect(text).toMatch(new RegExp(`\\| ${code} \\|[^|]*\\| ${then}`))
  })

  it('gives every error code its HTTP status', () => {
    const text = read('docs/protocol.md')
    for (const code of ERROR_CODES) expect(text).toContain(`| \`${code}\` | ${STATUS[code]} |`)
  })
})
