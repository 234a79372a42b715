import { expect, it } from 'vitest'
import { mergeExpositions } from '../../../../../server/app/metrics/merge'

const family = (name: string, ...samples: string[]) =>
  [`# HELP ${name} Some help.`, `# TYPE ${name} gauge`, ...samples].join('\n')

it('puts the samples of all processes under one header a family, and adds nothing up', () => {
  const first = `${family('a', 'a{worker="1"} 1')}\n\n${family('b', 'b{worker="1",x="y"} 2', 'b{worker="1",x="z"} 3')}\n`
  const second = `${family('a', 'a{worker="2"} 4')}\n\n${family('b')}\n\n${family('c', 'c{worker="2"} 5')}\n`
  expect(mergeExpositions([first, second])).toBe([
    family('a', 'a{worker="1"} 1', 'a{worker="2"} 4'),
    family('b', 'b{worker="1",x="y"} 2', 'b{worker="1",x="z"} 3'),
    `${family('c', 'c{worker="2"} 5')}\n`,
  ].join('\n\n'))
})
