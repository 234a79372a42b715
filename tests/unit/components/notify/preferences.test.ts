import { describe, expect, it } from 'vitest'
import { DEFAULT_PREFERENCES, isQuiet, parsePreferences } from '~/components/notify/preferences'

describe('preferences of notifications', () => {
  it.each([
    [null],
    ['{'],
    ['{"shows":1}'],
    ['{"shows":true,"sound":false,"quiet":{"from":"25:00","to":"07:00"}}'],
  ])('are the defaults where %s is kept', (kept) => {
    expect(parsePreferences(kept)).toEqual(DEFAULT_PREFERENCES)
  })

  it('are kept as they were chosen, with sound off until it is chosen', () => {
    const chosen = { shows: true, sound: true, quiet: { from: '22:00', to: '07:00' } }
    expect(parsePreferences(JSON.stringify(chosen))).toEqual(chosen)
    expect(DEFAULT_PREFERENCES.sound).toBe(false)
  })
})

describe('quiet hours', () => {
  const at = (time: string) => new Date(`2026-11-29T${time}:00`)

  it.each([
    ['22:00', '07:00', '21:59', false],
    ['22:00', '07:00', '22:00', true],
    ['22:00', '07:00', '03:00', true],
    ['22:00', '07:00', '07:00', false],
    ['12:00', '13:30', '13:29', true],
    ['12:00', '13:30', '11:00', false],
    ['08:00', '08:00', '08:00', false],
  ])('quiet hours from %s to %s: at %s %s', (from, to, time, quiet) => {
    expect(isQuiet({ quiet: { from, to } }, at(time))).toBe(quiet)
  })

  it('are never where none are set', () => {
    expect(isQuiet({ quiet: null }, at('03:00'))).toBe(false)
  })
})
