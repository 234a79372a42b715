import { describe, expect, it } from 'vitest'
import { htmlOf, plainOf } from '~/components/chat/copied'

const LINES = [
  { name: 'Ada', time: '2:05 PM', text: 'one <b>&</b>' },
  { name: '林小雨', time: '14:06', text: 'two\nlines' },
]

describe('messages that are copied together', () => {
  it('are a line each, with name and time', () => {
    expect(plainOf(LINES)).toBe('Ada, 2:05 PM: one <b>&</b>\n林小雨, 14:06: two\nlines')
  })

  it('are a paragraph each for what takes more than plain text, and no markup of theirs is one of ours', () => {
    expect(htmlOf(LINES)).toBe(
      '<p><b>Ada</b>, 2:05 PM: one &lt;b&gt;&amp;&lt;/b&gt;</p><p><b>林小雨</b>, 14:06: two<br>lines</p>',
    )
  })
})
