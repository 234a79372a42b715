import { expect, it } from 'vitest'
import { missingPart } from '~/composables/release/missing-part'

const PROGRAM = 'https://chat.example/_nuxt/entry.js'

/** A server that answers with this status, and what it was asked for. */
function server(status: number) {
  const asked: string[] = []
  const fetcher: typeof fetch = async (url) => {
    asked.push(String(url))
    return new Response(null, { status })
  }
  return { asked, fetcher }
}

it.each([
  ['Chromium', 'Failed to fetch dynamically imported module: https://chat.example/_nuxt/a-B_1.js'],
  ['Firefox', 'error loading dynamically imported module: https://chat.example/_nuxt/a-B_1.js'],
  ['Vite', 'Unable to preload CSS for /_nuxt/a-B_1.css'],
])('asks for the file that %s names', async (_, message) => {
  const { asked, fetcher } = server(404)
  expect(await missingPart(new TypeError(message), PROGRAM, fetcher)).toBe(true)
  expect(asked).toEqual([expect.stringMatching(/^https:\/\/chat\.example\/_nuxt\/a-B_1\.(?:js|css)$/)])
})

it('asks for the program of the page where the error names no file, as in WebKit', async () => {
  const { asked, fetcher } = server(404)
  expect(await missingPart(new TypeError('Importing a module script failed.'), PROGRAM, fetcher)).toBe(true)
  expect(asked).toEqual([PROGRAM])
})

it('takes nothing for missing that the server has, or can\'t give now', async () => {
  const error = new TypeError('Importing a module script failed.')
  expect(await missingPart(error, PROGRAM, server(200).fetcher)).toBe(false)
  expect(await missingPart(error, PROGRAM, server(503).fetcher)).toBe(false)
  expect(await missingPart(error, PROGRAM, () => Promise.reject(new TypeError('Failed to fetch')))).toBe(false)
})
