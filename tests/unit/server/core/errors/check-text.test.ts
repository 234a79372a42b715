import { describe, expect, it } from 'vitest'
import { editCommand } from '#shared/commands/edit'
import { sendCommand } from '#shared/commands/send'
import { TEXT_MAX_CHARS } from '#shared/limits'
import { checkText, textRefusal } from '../../../../../server/core/errors/check-text'

const TEXTS = [
  ['a text', 'hello', null],
  ['the longest text', 'x'.repeat(TEXT_MAX_CHARS), null],
  ['nothing', '', 'empty'],
  ['blanks', ' \n', 'empty'],
  ['invisible characters', '\u200B\u3164', 'empty'],
  ['a text that is too long', 'x'.repeat(TEXT_MAX_CHARS + 1), 'too_long'],
  ['more blanks than a text may be long', ' '.repeat(TEXT_MAX_CHARS + 1), 'empty'],
] as const

/** The code with which a text is refused as the field of a frame. */
function asFrame(text: string, schema: typeof sendCommand.schema | typeof editCommand.schema): string | null {
  const [type] = schema.shape.type.def.values
  const { error } = schema.safeParse({ type, room: 'channel_1', clientId: 'c1', target: 1, text })
  return error ? textRefusal(error.issues)?.code ?? 'another' : null
}

function asField(text: string): unknown {
  try {
    checkText(text)
    return null
  }
  catch (error) {
    return error
  }
}

describe('the check of texts', () => {
  it.each(TEXTS)('says the same of %s on every way in', (_what, text, code) => {
    expect([asFrame(text, sendCommand.schema), asFrame(text, editCommand.schema)]).toEqual([code, code])
    if (code === null) expect(asField(text)).toBeNull()
    else expect(asField(text)).toMatchObject({ code })
  })

  it('leaves to others what is no text at all', () => {
    const { error } = sendCommand.schema.safeParse({ type: 'send', room: 'channel_1', clientId: 'c1' })
    expect(textRefusal(error?.issues ?? [])).toBeNull()
  })
})
