import { expect, it } from 'vitest'
import { partOf, stateOf } from '~/composables/release/missing-part'

const PROGRAM = 'https://chat.example/_nuxt/entry.js'
const PART = new URL('https://chat.example/_nuxt/a.js')

const answers = (status: number): typeof fetch => async () => new Response(null, { status })

it.each([
  ['Chromium', 'Failed to fetch dynamically imported module: https://chat.example/_nuxt/a-B_1.js', 'js'],
  ['Firefox', 'error loading dynamically imported module: https://chat.example/_nuxt/a-B_1.js', 'js'],
  ['Vite', 'Unable to preload CSS for /_nuxt/a-B_1.css', 'css'],
])('the file that %s names is the part that failed', (_, message, ending) => {
  expect(partOf(new TypeError(message), PROGRAM)?.href).toBe(`https://chat.example/_nuxt/a-B_1.${ending}`)
})

it('no part is known where the error names no file, as in WebKit', () => {
  expect(partOf(new TypeError('Importing a module script failed.'), PROGRAM)).toBeNull()
  expect(partOf('no error', PROGRAM)).toBeNull()
})

it('a part is gone only where the server says so, and unknown where it can\'t say', async () => {
  expect(await stateOf(PART, answers(404))).toBe('gone')
  expect(await stateOf(PART, answers(410))).toBe('gone')
  expect(await stateOf(PART, answers(200))).toBe('there')
  expect(await stateOf(PART, answers(503))).toBeNull()
  expect(await stateOf(PART, () => Promise.reject(new TypeError('Failed to fetch')))).toBeNull()
})
