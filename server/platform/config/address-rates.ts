import { COSTS, isRateKind, type Rate, type RateKind, type RateOverrides } from '../limits/address-rates/kinds'

export const ADDRESS_RATES_REMEDY = [
  'ADDRESS_RATES must be off, or list KIND=AMOUNT/SECONDS or KIND=off, separated by ";".',
  `Kinds: ${Object.keys(COSTS).join(', ')}. Use page=400/10;upgrade=off.`,
].join(' ')

/** Reads `ADDRESS_RATES`. @throws Error with the remedy */
export function parseAddressRates(value: string): RateOverrides {
  const kinds = Object.keys(COSTS).filter(isRateKind)
  if (value.trim() === 'off') return Object.fromEntries(kinds.map(kind => [kind, null]))
  return Object.fromEntries(value.split(';').map(part => part.trim()).filter(Boolean).map(parsePart))
}

function parsePart(part: string): [RateKind, Rate | null] {
  const [, kind = '', rate = ''] = /^(\w+)\s*=\s*(.+)$/.exec(part) ?? []
  if (!isRateKind(kind)) throw new Error(ADDRESS_RATES_REMEDY)
  if (rate === 'off') return [kind, null]
  const [, amount, seconds] = /^(\d{1,12})\/(\d{1,6})$/.exec(rate) ?? []
  const parsed = { amount: Number(amount), seconds: Number(seconds) }
  if (!(parsed.amount >= 1 && parsed.seconds >= 1)) throw new Error(ADDRESS_RATES_REMEDY)
  return [kind, parsed]
}
