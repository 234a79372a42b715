import { expect, it } from 'vitest'
import { pageAt } from '../../../../../server/platform/http/page-path'

it.each([
  ['/', null],
  ['/?panel=menu', null],
  ['/r/channel_1', 'channel_1'],
  ['/r/channel_1/812', 'channel_1'],
  ['/r/channel_1?x=/', 'channel_1'],
])('%s is the page of the room %s', (path, room) => {
  expect(pageAt(path)).toEqual({ kind: 'chat', room })
})

it.each([
  ['/signin', '/signin'], ['/signin?to=/r/a', '/signin'], ['/owner', '/owner'], ['/reset', '/reset'],
  ['/settings', '/settings'], ['/settings/sign-ins', '/settings/sign-ins'],
])('%s is the screen %s', (path, screen) => {
  expect(pageAt(path)).toEqual({ kind: 'screen', path: screen })
})

it('renders one page for all invitations', () => {
  expect(pageAt('/i/V1StGXR8_Z5jdHi6B-myT')).toEqual(pageAt('/i/another'))
})

it.each([
  '/r/', '/r/a/b', '/r/a/1/2', '/r/a/1234567890123456', '/r/%2e%2e', '//', '/healthz', '', '/settings/',
  '/settings/no-such-page', '/i/', '/i/a/b', '/signin/',
])('%s is not a page', (path) => {
  expect(pageAt(path)).toBeUndefined()
})
