import { describe, expect, it } from 'vitest'
import { TEXT_MAX_CHARS } from '#shared/limits'
import { parseSendRequest } from '../../../../../server/utils/messages/send-request'

const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'

function parse(body: string, contentType: string, query = '', idempotencyKey: string | null = null) {
  return parseSendRequest({ body: Buffer.from(body), contentType, query: new URLSearchParams(query), idempotencyKey })
}

describe('a POST to /send/', () => {
  it('is read from form fields', async () => {
    expect(await parse('data=hello+%E4%BD%A0%E5%A5%BD&channel=channel_2', FORM)).toEqual({ json: false, data: 'hello 你好', channel: 'channel_2', clientId: undefined })
  })

  it('is read from multipart fields', async () => {
    const body = '--x\r\nContent-Disposition: form-data; name="data"\r\n\r\nhello\r\n--x--\r\n'
    expect(await parse(body, 'multipart/form-data; boundary=x')).toMatchObject({ data: 'hello', channel: null })
  })

  it('is read from the query, as Tornado does, with the body going first', async () => {
    expect(await parse('', '', 'data=from+query&channel=channel_2')).toMatchObject({ data: 'from query', channel: 'channel_2' })
    expect(await parse('data=body', FORM, 'data=query')).toMatchObject({ data: 'body' })
  })

  it('is read from JSON, with its client id', async () => {
    expect(await parse('{"data":"hi","channel":"channel_1","clientId":"k1"}', JSON_TYPE)).toEqual({ json: true, data: 'hi', channel: 'channel_1', clientId: 'k1' })
  })

  it('takes the Idempotency-Key before the client id of the body', async () => {
    expect(await parse('{"data":"hi","clientId":"k1"}', JSON_TYPE, '', 'k2')).toMatchObject({ clientId: 'k2' })
  })

  it('keeps blanks and line breaks around the text', async () => {
    expect(await parse('data=%20a%0Ab%20', FORM)).toMatchObject({ data: ' a\nb ' })
  })

  it.each([
    ['no data', 'channel=channel_1', FORM, 'empty', 'data is missing'],
    ['no body', '', '', 'empty', 'data is missing'],
    ['blank data', 'data=%20%0A', FORM, 'empty', 'is empty'],
    ['a text too long', `data=${'a'.repeat(TEXT_MAX_CHARS + 1)}`, FORM, 'too_long', String(TEXT_MAX_CHARS)],
    ['a number for data', '{"data":5}', JSON_TYPE, 'bad_frame', 'must be texts'],
    ['an object for channel', '{"data":"a","channel":{"$ne":1}}', JSON_TYPE, 'bad_frame', 'must be texts'],
    ['a list', '[]', JSON_TYPE, 'bad_frame', 'must be texts'],
    ['broken JSON', '{"data":', JSON_TYPE, 'bad_frame', 'not JSON'],
    ['another content type', 'hello', 'text/plain', 'bad_frame', 'Content-Type'],
    ['broken multipart', 'hello', 'multipart/form-data', 'bad_frame', 'can\'t be read'],
    ['a client id with blanks', '{"data":"a","clientId":"a b"}', JSON_TYPE, 'bad_frame', 'Idempotency-Key'],
    ['a file for data', '--x\r\nContent-Disposition: form-data; name="data"; filename="a.txt"\r\n\r\nhello\r\n--x--\r\n', 'multipart/form-data; boundary=x', 'bad_frame', 'is a file'],
  ])('is refused with %s, in words that help', async (_case, body, contentType, code, words) => {
    await expect(parse(body, contentType)).rejects.toMatchObject({ code, message: expect.stringContaining(words) })
  })
})
