import { describe, expect, it } from 'vitest'
import { socketUrl } from '~/client/browser/client'

describe('socketUrl', () => {
  it.each([
    [{ protocol: 'http:', host: 'localhost:3000' }, 'ws://localhost:3000/wb'],
    [{ protocol: 'https:', host: 'chat.example' }, 'wss://chat.example/wb'],
  ])('is of the page\'s own origin', (location, url) => {
    expect(socketUrl(location)).toBe(url)
  })
})
