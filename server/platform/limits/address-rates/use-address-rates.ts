import { useConfig } from '../../config/use-config'
import { createAddressRates, type AddressRates } from './address-rates'

let rates: AddressRates | null = null

/** The rates of this process: HTTP and WebSockets share one count. */
export function useAddressRates(): AddressRates {
  rates ??= createAddressRates(useConfig())
  return rates
}
