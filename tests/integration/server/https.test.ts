import { afterEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../support/app'

let app: TestApp
afterEach(() => app.stop())

/** What the page is sent with. */
async function page(env: Record<string, string>) {
  app = await startApp({ env })
  const { headers } = await fetch(app.url)
  const session = await fetch(`${app.url}/api/session`)
  return { headers, cookie: session.headers.get('set-cookie') }
}

describe('a page', () => {
  it('is kept on https where every origin is, on this host alone', async () => {
    const { headers, cookie } = await page({ PUBLIC_ORIGIN: 'https://chat.example.org' })
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=31536000;?$/)
    expect(headers.get('content-security-policy')).toContain('upgrade-insecure-requests')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(cookie).toMatch(/; Secure/)
  })

  // Chromium reported the opener policy as an error in the console of every page by plain http.
  it.each<Record<string, string>>([
    {},
    { PUBLIC_ORIGIN: 'https://chat.example.org,http://10.0.0.5:3000' },
  ])('is sent with nothing that plain http breaks or a browser complains of (%o)', async (env) => {
    const { headers, cookie } = await page(env)
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests')
    expect(headers.get('cross-origin-opener-policy')).toBeNull()
    expect(cookie).not.toMatch(/; Secure/)
  })
})
