import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { THEME_SCRIPT } from '#shared/theme'

/** The class that the script gives to the page. */
function shown(stored: string | null | Error, darkDevice: boolean): string[] {
  const classes: string[] = []
  runInNewContext(THEME_SCRIPT, {
    localStorage: {
      getItem() {
        if (stored instanceof Error) throw stored
        return stored
      },
    },
    matchMedia: () => ({ matches: darkDevice }),
    document: { documentElement: { classList: { add: (name: string) => classes.push(name) } } },
  })
  return classes
}

describe('the theme before the first frame', () => {
  it.each([
    [null, false, 'light'],
    [null, true, 'dark'],
    ['system', true, 'dark'],
    ['light', true, 'light'],
    ['dark', false, 'dark'],
    ['nonsense', true, 'dark'],
  ] as const)('the theme with %s chosen on a device that is dark: %s is %s', (stored, darkDevice, theme) => {
    expect(shown(stored, darkDevice)).toEqual([`van-theme-${theme}`])
  })

  it('is the device\'s where the browser refuses storage', () => {
    expect(shown(new Error('SecurityError'), true)).toEqual(['van-theme-dark'])
  })
})
