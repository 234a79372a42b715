import { describe, expect, it } from 'vitest'
import { pageLanguage } from '../../../../../server/platform/http/language'

describe('pageLanguage', () => {
  it.each([
    [null, null, 'en'],
    [null, 'zh-CN,zh;q=0.9', 'zh'],
    [null, 'fr,de;q=0.8', 'en'],
    [null, 'fr,zh;q=0.5,en;q=0.8', 'en'],
    [null, 'en;q=0, zh', 'zh'],
    [null, 'ZH-Hant-TW', 'zh'],
    [null, 'english', 'en'],
    [null, ';;,q=,*', 'en'],
    ['parley-language=zh', 'en', 'zh'],
    ['parley-language=xx', 'zh', 'zh'],
  ])('pageLanguage with the cookie %s and Accept-Language %s is %s / %s', (cookies, accept, language) => {
    expect(pageLanguage(cookies, accept)).toBe(language)
  })
})
