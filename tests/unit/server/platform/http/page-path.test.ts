import { expect, it } from 'vitest'
import { pageRoom } from '../../../../../server/platform/http/page-path'

it.each([
  ['/', null], ['/?panel=menu', null], ['/r/channel_1', 'channel_1'], ['/r/channel_1?x=/', 'channel_1'],
  ['/r/', undefined], ['/r/a/b', undefined], ['/r/%2e%2e', undefined], ['//', undefined], ['/healthz', undefined], ['', undefined],
])('%s is the page of the room %s', (path, room) => {
  expect(pageRoom(path)).toBe(room)
})
