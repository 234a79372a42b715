import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { isReservedName, nameSkeleton } from '#shared/text/reserved-names'

describe('a reserved name', () => {
  it.each([
    'You', 'you', 'YOU', 'Ｙｏｕ', 'Y o u', 'You:', '«You»', 'Уou', 'Yоu', 'Yóu', 'Y\u200Bou', 'Admin', 'аdmin', 'ADMIN',
    'Administrator', 'Parley', 'ρarley', 'System Admin', 'Parley-Support', '你', '您', '我', '我：', '管理员', '管 理 员', '系统',
    '官方',
  ])('%j is a reserved name', (name) => {
    expect(isReservedName(name)).toBe(true)
  })

  it.each([
    'Ada', 'Yousef', 'Youna', 'Mel', 'Allan', 'Adminka Petrova', 'Max Server', 'Support Sam', '我是谁', '小系统', '你好', '林小雨',
    'Юля', 'Анна', 'Αθηνά', '😀', '...', '王管理',
  ])('%j is no reserved name', (name) => {
    expect(isReservedName(name)).toBe(false)
  })

  it('is every word by which the page names the reader or itself, in each of its languages', () => {
    const folder = new URL('../../../../i18n/locales/', import.meta.url)
    const words = readdirSync(folder).map(
      file =>
        z
          .object({ list: z.object({ you: z.string() }) })
          .parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))).list.you,
    )
    expect(words.length).toBeGreaterThan(1)
    for (const word of [...words, 'Parley']) expect(isReservedName(word), word).toBe(true)
  })
})

describe('the skeleton of a name', () => {
  it('is one for names that look alike', () => {
    for (const name of ['Ada', 'ADA', 'Аdа', 'Ａｄａ', 'A da', 'Ada.', 'Áda']) expect(nameSkeleton(name)).toBe('ada')
  })

  it('distinguishes names that do not', () => {
    const names = ['Ada', 'Adam', '林小雨', '林小雪', '😀', '😁', 'Анна', 'Инна']
    expect(new Set(names.map(nameSkeleton)).size).toBe(names.length)
  })
})
