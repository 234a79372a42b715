import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { gzipPage, takesGzip } from '../../../../../server/app/page/compress'

describe('takesGzip', () => {
  it.each([
    ['gzip', true], ['br, gzip, deflate', true], ['gzip;q=0.5', true], ['*', true], ['deflate, GZIP', true],
    ['gzip;q=0', false], ['gzip;q=0.0', false], ['br', false], ['', false], [null, false], ['xgzip', false],
  ])('is for %s %s', (header, takes) => {
    expect(takesGzip(header)).toBe(takes)
  })
})

it('gzipPage gives the page to who unpacks it', async () => {
  expect(gunzipSync(await gzipPage('<p>你好</p>')).toString()).toBe('<p>你好</p>')
})
