import { describe, expect, it } from 'vitest'
import { offersToTake } from '~~/server/core/peers/deflate-offers'

describe('the offers of compression', () => {
  it.each([
    ['permessage-deflate', 'permessage-deflate'],
    ['permessage-deflate; client_max_window_bits', 'permessage-deflate; client_max_window_bits'],
    [
      'permessage-deflate; client_max_window_bits=9; server_no_context_takeover',
      'permessage-deflate; client_max_window_bits=9; server_no_context_takeover',
    ],
    ['permessage-deflate; server_max_window_bits=9', undefined],
    ['permessage-deflate;server_max_window_bits = "15" ; client_max_window_bits', undefined],
    ['permessage-deflate; server_max_window_bits=10, permessage-deflate; server_max_window_bits=12', undefined],
    [
      'permessage-deflate; server_max_window_bits=10, permessage-deflate; client_max_window_bits',
      'permessage-deflate; client_max_window_bits',
    ],
    ['x-other, permessage-deflate; server_max_window_bits=10,permessage-deflate', 'x-other,permessage-deflate'],
    ['', undefined],
    [undefined, undefined],
  ])('%j is taken as %j: none that asks for a window of ours', (header, taken) => {
    expect(offersToTake(header)).toBe(taken)
  })
})
