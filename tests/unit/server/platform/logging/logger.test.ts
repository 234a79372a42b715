import { Writable } from 'node:stream'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { logger } from '../../../../../server/platform/logging/logger'

it('writes control characters of what others named as escapes, one line per entry', () => {
  const lines: string[] = []
  const output = new Writable({
    write(line: Buffer, _encoding, done) {
      lines.push(line.toString())
      done()
    },
  })
  const name = 'Ada\u001B[2J\u0007\r\n{"level":60,"msg":"forged"}'
  pino({ ...logger.bindings() }, output).warn({ name, err: new Error(name) }, name)
  expect(lines).toHaveLength(1)
  // eslint-disable-next-line no-control-regex -- these are what must not be there
  expect(lines[0]?.trimEnd()).not.toMatch(/[\u0000-\u001F\u007F]/)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: name })
})
