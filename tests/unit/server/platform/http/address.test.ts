import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { clientAddress, limitedAddress } from '../../../../../server/platform/http/address'

function request(forwarded?: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: '10.0.0.1' })
  const message = new IncomingMessage(socket)
  if (forwarded) message.headers['x-forwarded-for'] = forwarded
  return message
}

describe('the address of a client', () => {
  it('is the one of its socket, whatever the header says, while no proxy is trusted', () => {
    expect(clientAddress(request('1.2.3.4'), 0)).toBe('10.0.0.1')
  })

  it('is what the trusted proxies saw, not what the client wrote', () => {
    expect(clientAddress(request('6.6.6.6, 1.2.3.4'), 1)).toBe('1.2.3.4')
    expect(clientAddress(request('6.6.6.6, 1.2.3.4, 10.0.0.2'), 2)).toBe('1.2.3.4')
  })

  it('uses the same allowances on every connection, also behind a proxy that names the port', () => {
    const [first, second, v6] = ['203.0.113.7:51234', '203.0.113.7:51235', '[2001:db8::1]:443'].map(address =>
      limitedAddress(request(`6.6.6.6:80, ${address}`), 1),
    )
    expect([first, second, v6]).toEqual(['203.0.113.7', '203.0.113.7', '2001:db8:0:0::/64'])
  })
})
