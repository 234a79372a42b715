import { describe, expect, it } from 'vitest'
import { ref } from 'vue'
import { useListScroll } from '~/components/chat/use-list-scroll'

/** A list of 3,000 px in a window of 600, whose lower end, 0, is the newest message. */
function list() {
  const element = document.createElement('div')
  Object.defineProperty(element, 'clientHeight', { value: 600 })
  Object.defineProperty(element, 'scrollHeight', { value: 3_000 })
  const scroll = useListScroll({
    scroller: ref(element),
    content: ref(null),
    atTail: () => true,
    onNearTop: () => {},
    onNearBottom: () => {},
    onLook: () => {},
  })
  return { element, scroll }
}

describe('rows that change', () => {
  it('leave who stands at the newest message there', () => {
    const { element, scroll } = list()
    element.scrollTop = -20
    scroll.remember()
    scroll.settle()
    expect(element.scrollTop).toBe(0)
    expect(scroll.stuck.value).toBe(true)
  })

  it('move the reader nowhere while another part is drawn to go to', async () => {
    const { element, scroll } = list()
    element.scrollTop = -500
    await scroll.goTo(async () => {
      scroll.remember()
      scroll.settle()
      return null
    })
    expect(element.scrollTop).toBe(-500)
    expect(scroll.stuck.value).toBe(false)
  })

  // The browser reports the position only with the next frame; messages before it threw the reader back to the newest.
  it('do not undo a scrolling up that the browser has not reported yet', () => {
    const { element, scroll } = list()
    element.scrollTop = -800
    scroll.remember()
    scroll.settle()
    expect(element.scrollTop).toBe(-800)
    expect(scroll.stuck.value).toBe(false)
  })
})
