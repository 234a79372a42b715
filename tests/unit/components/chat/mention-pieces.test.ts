import { expect, it } from 'vitest'
import { mentionPieces } from '~/components/chat/mention-pieces'

const ANN = { id: 'u_1', handle: 'ann' }

it.each([
  ['hi @Ann, look', [['hi ', null], ['@Ann', 'u_1'], [', look', null]]],
  ['@ann@bob @ann', [['@ann@bob ', null], ['@ann', 'u_1']]],
  ['@bob and ann', [['@bob and ann', null]]],
  ['`@ann` @ann', [['`@ann` ', null], ['@ann', 'u_1']]],
  ['<b>@ann</b>', [['<b>', null], ['@ann', 'u_1'], ['</b>', null]]],
  ['', []],
] as const)('%s', (text, pieces) => {
  expect(mentionPieces(text, [ANN]).map(piece => [piece.text, piece.person])).toEqual(pieces)
})

it('a text without mentions stays as it is', () => {
  expect(mentionPieces('hi @ann', [])).toEqual([{ text: 'hi @ann', person: null }])
})
