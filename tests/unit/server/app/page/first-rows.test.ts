import { describe, expect, it } from 'vitest'
import type { Message } from '#shared/events/message'
import { withFirstRows } from '../../../../../server/app/page/first-rows'

const HTML = '<main><div class="first" data-first-rows="" data-v-1></div><div>skeleton</div></main>'

function message(seq: number, author: string, text: string): Message {
  return { room: 'r', seq, id: `m${seq}`, author: { id: author, name: author }, at: 0, text }
}

describe('the newest messages in a rendered page', () => {
  it('stand in their place, each author once in a row', () => {
    const html = withFirstRows(HTML, [message(1, 'Ada', 'one'), message(2, 'Ada', 'two'), message(3, 'Bob', 'three')])
    expect(html).toBe(
      '<main><div class="first" data-first-rows="" data-v-1>'
      + '<p class="first__author"><bdi>Ada</bdi></p><p class="first__text" dir="auto">one</p><p class="first__text" dir="auto">two</p>'
      + '<p class="first__author"><bdi>Bob</bdi></p><p class="first__text" dir="auto">three</p></div><div>skeleton</div></main>',
    )
  })

  it('are text and never markup, also where they look like a replacement pattern', () => {
    const html = withFirstRows(HTML, [message(1, '<b>"\'&', '</div><script>alert(1)</script> $& $1')])
    expect(html).toContain('<bdi>&lt;b&gt;&quot;&#39;&amp;</bdi>')
    expect(html).toContain('&lt;/div&gt;&lt;script&gt;alert(1)&lt;/script&gt; $&amp; $1</p>')
  })

  it('change nothing of a page without messages, or without a place for them', () => {
    expect(withFirstRows(HTML, [])).toBe(HTML)
    expect(withFirstRows('<main></main>', [message(1, 'Ada', 'one')])).toBe('<main></main>')
  })
})
