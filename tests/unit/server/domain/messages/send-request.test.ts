import { describe, expect, it } from 'vitest'
import { TEXT_MAX_CHARS } from '#shared/limits'
import { parseSendRequest } from '../../../../../server/domain/messages/send-request'

const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'

function parse(body: string, contentType: string, query = '', idempotencyKey: string | null = null) {
  return parseSendRequest({ body: Buffer.from(body), contentType, query, idempotencyKey })
}

describe('a POST to /send/', () => {
  it('is read from form fields', async () => {
    expect(await parse('data=hello+%E4%BD%A0%E5%A5%BD&channel=channel_2', FORM)).toEqual({
      json: false,
      data: 'hello 你好',
      channel: 'channel_2',
      clientId: undefined,
    })
  })

  it('is read from multipart fields', async () => {
    const body = '--x\r\nContent-Disposition: form-data; name="data"\r\n\r\nhello\r\n--x--\r\n'
    expect(await parse(body, 'multipart/form-data; boundary=x')).toMatchObject({ data: 'hello', channel: null })
  })

  it('is read from the query, as Tornado does, with the body going first', async () => {
    expect(await parse('', '', 'data=from+query&channel=channel_2')).toMatchObject({
      data: 'from query',
      channel: 'channel_2',
    })
    expect(await parse('data=body', FORM, 'data=query')).toMatchObject({ data: 'body' })
  })

  it('is read from JSON, with its client id', async () => {
    expect(await parse('{"data":"hi","channel":"channel_1","clientId":"k1"}', JSON_TYPE)).toEqual({
      json: true,
      data: 'hi',
      channel: 'channel_1',
      clientId: 'k1',
    })
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
    ['a zero-width space for data', `data=${encodeURIComponent('\u200B')}`, FORM, 'empty', 'nothing to see'],
    ['a filler for data', '{"data":"\\u3164"}', JSON_TYPE, 'empty', 'nothing to see'],
    ['a text too long', `data=${'a'.repeat(TEXT_MAX_CHARS + 1)}`, FORM, 'too_long', String(TEXT_MAX_CHARS)],
    ['a number for data', '{"data":5}', JSON_TYPE, 'invalid', 'must be strings'],
    ['an object for channel', '{"data":"a","channel":{"$ne":1}}', JSON_TYPE, 'invalid', 'must be strings'],
    ['a list', '[]', JSON_TYPE, 'invalid', 'must be strings'],
    ['broken JSON', '{"data":', JSON_TYPE, 'invalid', 'not JSON'],
    ['another content type', 'hello', 'text/plain', 'unsupported', 'Content-Type'],
    ['broken multipart', 'hello', 'multipart/form-data', 'invalid', 'can\'t be read'],
    ['a client id with blanks', '{"data":"a","clientId":"a b"}', JSON_TYPE, 'invalid', 'Idempotency-Key'],
    [
      'a file for data',
      '--x\r\nContent-Disposition: form-data; name="data"; filename="a.txt"\r\n\r\nhello\r\n--x--\r\n',
      'multipart/form-data; boundary=x', 'invalid', 'is a file',
    ],
  ])('is refused with %s, in words that help', async (_case, body, contentType, code, words) => {
    await expect(parse(body, contentType)).rejects.toMatchObject({ code, message: expect.stringContaining(words) })
  })

  it('is not taken for a form or JSON because its type begins alike', async () => {
    await expect(parse('{"data":"hi"}', 'application/jsonp')).rejects.toMatchObject({ code: 'unsupported' })
  })
})

/** 你好 in GBK. */
const GBK = Buffer.from([0xC4, 0xE3, 0xBA, 0xC3])

describe('the charset of a POST to /send/', () => {
  const parseBytes = (body: Buffer, contentType: string, query = '') =>
    parseSendRequest({ body, contentType, query, idempotencyKey: null })
  const field = (value: Buffer) => Buffer.concat([Buffer.from('data='), value])
  const percent = (value: Buffer) => Buffer.from([...value].map(byte => `%${byte.toString(16)}`).join(''))
  const multipart = (value: Buffer, head = '') =>
    Buffer.concat([
      Buffer.from(`--x\r\nContent-Disposition: form-data; name="data"\r\n${head}\r\n`),
      value,
      Buffer.from('\r\n--x--\r\n'),
    ])
  const MULTIPART = 'multipart/form-data; boundary=x'

  // It answered ok and stored replacement characters.
  it.each([
    ['raw bytes of GBK', field(GBK), `${FORM}; charset=gbk`],
    ['percent-encoded bytes of GBK', field(percent(GBK)), `${FORM}; charset="GB2312"`],
    ['Big5', field(Buffer.from([0xA7, 0x41, 0xA6, 0x6E])), `${FORM};charset=big5`],
    ['UTF-16', Buffer.from('data=你好', 'utf16le'), `${FORM}; charset=utf-16le`],
    ['UTF-8, named', field(Buffer.from('你好')), `${FORM}; charset=UTF-8`],
    ['JSON in GBK', Buffer.concat([Buffer.from('{"data":"'), GBK, Buffer.from('"}')]), `${JSON_TYPE}; charset=gbk`],
    ['JSON with a byte order mark', Buffer.from('\uFEFF{"data":"你好"}'), JSON_TYPE],
    [
      'multipart fields in UTF-8, named',
      multipart(Buffer.from('你好'), 'Content-Type: text/plain; charset=utf-8\r\n'),
      MULTIPART,
    ],
  ])('the charset is followed: %s', async (_case, body, contentType) => {
    expect((await parseBytes(body, contentType)).data).toBe('你好')
  })

  it('is UTF-8 in the query, percent-encoded or not', async () => {
    expect((await parseBytes(Buffer.alloc(0), '', 'data=%E4%BD%A0%E5%A5%BD')).data).toBe('你好')
    expect((await parseBytes(Buffer.alloc(0), '', `data=${Buffer.from('你好').toString('latin1')}`)).data).toBe('你好')
  })

  it('leaves a replacement character that was meant', async () => {
    expect((await parseBytes(field(Buffer.from('a\uFFFDb')), FORM)).data).toBe('a\uFFFDb')
    expect((await parseBytes(field(Buffer.from('%EF%BF%BD')), FORM)).data).toBe('\uFFFD')
    expect((await parseBytes(multipart(Buffer.from('\uFFFD')), MULTIPART)).data).toBe('\uFFFD')
  })

  it.each([
    ['a charset that nobody knows', field(GBK), `${FORM}; charset=klingon`, 'unsupported', 'gb18030'],
    [
      'JSON in a charset that nobody knows',
      Buffer.from('{"data":"a"}'),
      `${JSON_TYPE}; charset=klingon`,
      'unsupported',
      'klingon',
    ],
    ['multipart in another charset', multipart(GBK), `${MULTIPART}; charset=gbk`, 'unsupported', 'UTF-8'],
    [
      'a part in another charset',
      multipart(GBK, 'Content-Type: text/plain; charset=gbk\r\n'),
      MULTIPART,
      'unsupported',
      'UTF-8',
    ],
    ['bytes of GBK that claim nothing', field(GBK), FORM, 'invalid', 'charset=gbk'],
    ['percent-encoded bytes of GBK that claim nothing', field(percent(GBK)), FORM, 'invalid', 'charset=gbk'],
    ['bytes that are no text in their charset', field(GBK.subarray(0, 3)), `${FORM}; charset=gbk`, 'invalid', 'gbk'],
    [
      'JSON that is not UTF-8',
      Buffer.concat([Buffer.from('{"data":"'), GBK, Buffer.from('"}')]),
      JSON_TYPE,
      'invalid',
      'utf-8',
    ],
    ['a part that is not UTF-8', multipart(GBK), MULTIPART, 'invalid', 'utf-8'],
  ])('refuses %s instead of storing what it does not say', async (_case, body, contentType, code, words) => {
    await expect(parseBytes(body, contentType)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    })
  })

  it('refuses a query that is not UTF-8', async () => {
    await expect(parseBytes(Buffer.alloc(0), '', 'data=%C4%E3')).rejects.toMatchObject({ code: 'invalid' })
  })
})
