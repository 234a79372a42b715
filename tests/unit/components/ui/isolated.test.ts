import { expect, it } from 'vitest'
import { isolated } from '~/components/ui/isolated'

it('keeps the direction of what a person wrote from the words around it', () => {
  expect(isolated('Ada')).toBe('\u2068Ada\u2069')
  expect(isolated('Bob \u202Ekcul\u2069')).toBe('\u2068Bob kcul\u2069')
})
