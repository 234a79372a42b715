import { availableParallelism } from 'node:os'
import process from 'node:process'
import { defineConfig } from '@playwright/test'
import { systemChromium } from './scripts/lib/chromium.mjs'
import { WORKERS_MAX } from './tests/support/free-port'

/** Chromium's sandbox refuses to run as root; the rest keeps the browser from talking to anybody but the app. */
const args = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A name that, unlike localhost, makes plain http what it is on a local network: no secure context, no Secure cookie.
  '--host-resolver-rules=MAP chat.lan 127.0.0.1',
]

/**
 * Files whose tests see the same in each window, or choose their windows themselves. Single tests of other files have
 * the tag `@one-window` (tests/e2e/fixtures.ts). All others run as on a desktop and as on a phone.
 */
const ONE_WINDOW = [
  'account-settings', 'changes', 'clock', 'early', 'first-frame', 'first-visit', 'fixtures', 'keyboard', 'large-text', 'looks', 'people',
  'plain-http', 'reconnect', 'reload', 'rooms', 'rooms-manage', 'rooms-people', 'screens', 'security', 'still', 'tabs', 'text', 'three-people',
  'typing', 'unread', 'unsaved', 'unsent', 'waiting',
].map(name => `${name}.spec.ts`)

/** Tests start the apps they talk to (tests/e2e/fixtures.ts), so there is no common server here. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  forbidOnly: process.env.CI !== undefined,
  fullyParallel: true,
  retries: 0,
  // Tests wait a third of their time, so there are more than cores, as far as there are ports
  // (tests/support/free-port.ts).
  workers: Math.min(WORKERS_MAX, Math.max(2, Math.ceil(1.5 * availableParallelism()))),
  // Generous, for a machine that is busy with other things: what holds is seen at once.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    launchOptions: { executablePath: systemChromium(), args },
    // A trace costs half of the time again; `--trace retain-on-failure` records each step where a failure is not clear.
    screenshot: 'only-on-failure',
    locale: 'en-US',
    timezoneId: 'UTC',
  },
  projects: [
    // Less motion takes a tenth off the time of a page. The phone has all of it, so each is seen.
    { name: 'desktop', use: { viewport: { width: 1280, height: 800 }, contextOptions: { reducedMotion: 'reduce' } } },
    {
      name: 'phone',
      testIgnore: ONE_WINDOW,
      grepInvert: /@one-window/,
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
    },
  ],
})
