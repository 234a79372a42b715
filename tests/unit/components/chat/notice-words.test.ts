import { describe, expect, it } from 'vitest'
import type { MemberEvent } from '#shared/events/member'
import type { NoticeEvent } from '#shared/events/notice'
import { noticeWords } from '~/components/chat/notice-words'
import { fillText, flattenTexts } from '~/composables/i18n/texts'
import en from '../../../../i18n/locales/en.json'
import zh from '../../../../i18n/locales/zh.json'

const user = (name: string) => ({ id: name.toLowerCase(), name })
const marks = { room: 'r_1', id: 'x', at: 0 }

function member(action: MemberEvent['action'], author: string, person?: string): MemberEvent {
  return { type: 'member', ...marks, seq: 1, action, author: user(author), ...person && { person: user(person) } }
}

function words(language: object, first: NoticeEvent, ...more: NoticeEvent[]): string {
  const texts = new Map(flattenTexts(language))
  const t = (path: string, values = {}, count?: number) => fillText(texts.get(path) ?? path, values, count)
  // Without the marks that keep the direction of names to themselves.
  return noticeWords({ events: [first, ...more] }, 'me', t).replaceAll(/[\u2068\u2069]/g, '')
}

describe('the words of a notice', () => {
  it.each([
    [[member('join', 'Ann')], 'Ann joined', 'Ann加入了房间'],
    [[member('leave', 'Me')], 'You left', '你退出了房间'],
    [[member('add', 'Ann', 'Bo')], 'Ann added Bo', 'Ann邀请Bo加入了房间'],
    [[member('add', 'Me', 'Bo')], 'You added Bo', '你邀请Bo加入了房间'],
    [[member('remove', 'Ann', 'Me')], 'Ann removed you', 'Ann将你移出了房间'],
    [[member('join', 'Ann'), member('join', 'Bo')], 'Ann and Bo joined', 'Ann和Bo加入了房间'],
    [['Ann', 'Bo', 'Cy'].map(name => member('join', name)), 'Ann, Bo and Cy joined', 'Ann、Bo和Cy加入了房间'],
    [
      ['Ann', 'Bo', 'Cy', 'Di', 'Eve'].map(name => member('join', name)),
      'Ann, Bo and 3 others joined',
      'Ann、Bo和另外 3 人加入了房间',
    ],
    [[member('join', 'Ann'), member('join', 'Ann')], 'Ann joined', 'Ann加入了房间'],
  ])('%#: name everybody once, and the reader as such', ([first, ...more], english, chinese) => {
    if (!first) throw new Error('There is no notice.')
    expect(words(en, first, ...more)).toBe(english)
    expect(words(zh, first, ...more)).toBe(chinese)
  })

  it('say what a room is called now', () => {
    const named: NoticeEvent = { type: 'room', ...marks, seq: 1, author: user('Ann'), title: 'Garden' }
    expect(words(en, named)).toBe('Ann named the room “Garden”')
    expect(words(zh, named)).toBe('Ann将房间名称改为“Garden”')
  })
})
