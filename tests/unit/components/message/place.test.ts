import { describe, expect, it } from 'vitest'
import { placeBeside } from '~/components/message/place'

const WINDOW = { width: 1_000, height: 800 }
const MENU = { width: 180, height: 140 }
const bubble = (left: number, top: number) => ({ left, right: left + 200, top, bottom: top + 40 })

describe('the menu of a message', () => {
  it('stands below its bubble, with the outer edges in line', () => {
    expect(placeBeside(bubble(100, 100), MENU, WINDOW, false)).toEqual({ top: 146, left: 100 })
    expect(placeBeside(bubble(700, 100), MENU, WINDOW, true)).toEqual({ top: 146, left: 720 })
  })

  it('stands above where there is no room below', () => {
    expect(placeBeside(bubble(100, 700), MENU, WINDOW, false).top).toBe(700 - 6 - 140)
  })

  it('stays within the window, whatever its bubble does', () => {
    expect(placeBeside({ ...bubble(-50, -600), bottom: 1_200 }, MENU, WINDOW, false)).toEqual({ top: 654, left: 6 })
    expect(placeBeside(bubble(950, 100), MENU, WINDOW, false).left).toBe(814)
  })
})
