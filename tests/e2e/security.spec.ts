import type { Page } from '@playwright/test'
import { ownerPath, PASSWORD } from './accounts'
import { expectConnected, expectTexts, line, nameField, openMenu, say, texts } from './chat'
import { expect, ONE_WINDOW, readOnlyTest, test } from './fixtures'

/** The directives of a content security policy, each with its sources. */
function directives(policy: string): Map<string, string[]> {
  return new Map(
    policy
      .split(';')
      .map(part => part.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name, sources]),
  )
}

readOnlyTest('the page is sent with a strict content security policy, and every script of it is allowed by name', async ({ app }) => {
  const answer = await fetch(app.url)
  const policy = directives(answer.headers.get('content-security-policy') ?? '')
  expect(policy.get('default-src')).toEqual(['\'self\''])
  for (const name of ['object-src', 'base-uri', 'form-action', 'frame-ancestors', 'script-src-attr'])
    expect(policy.get(name), name).toEqual(['\'none\''])
  expect(policy.get('connect-src')).toEqual(['\'self\''])
  const scripts = policy.get('script-src') ?? []
  expect(scripts).not.toContain('\'unsafe-inline\'')
  expect(scripts).not.toContain('\'unsafe-eval\'')
  const [, nonce = 'none'] = /'nonce-([^']+)'/.exec(scripts.join(' ')) ?? []
  expect(nonce.length).toBeGreaterThan(15)

  const html = await answer.text()
  // Data is no script: a browser runs nothing of it.
  const tags = (html.match(/<script\b[^>]*>/g) ?? []).filter(tag => !tag.includes('type="application/json"'))
  expect(tags.length).toBeGreaterThan(0)
  for (const tag of tags) expect(tag).toContain(`nonce="${nonce}"`)
  expect(html).not.toMatch(/<[^>]+\son\w+=/)
  expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)

  const again = await fetch(app.url)
  expect(again.headers.get('content-security-policy')).not.toContain(nonce)
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
})

readOnlyTest('the session cookie can\'t be read by a script', async ({ member }) => {
  const ann = await member('Ann')
  const session = (await ann.context().cookies()).find(({ name }) => name.startsWith('parley-session-'))
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' })
  expect(await ann.evaluate(() => document.cookie)).not.toContain('parley-session')
})

test('markup in a message or a name is shown as text and does nothing', async ({ member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  const attacks = [
    '<script>window.broken = 1</script>',
    '<img src=x onerror="window.broken = 1">',
    '{{ constructor.constructor("window.broken = 1")() }}',
    '<a href="javascript:window.broken=1">click</a>',
    '</textarea><svg onload=window.broken=1>',
  ]
  await openMenu(ann)
  await nameField(ann).fill('<b onclick=x>Ann</b>')
  await ann.getByRole('button', { name: 'Save' }).click()
  await expect(ann.getByRole('dialog')).toBeHidden()
  for (const attack of attacks) await say(ann, attack)
  for (const page of [ann, bob]) {
    await expectTexts(page, attacks)
    expect(await page.evaluate(() => 'broken' in window)).toBe(false)
    await expect(texts(page).locator('script, img, svg, b')).toHaveCount(0)
  }
  await expect(line(bob, attacks[0] ?? '').locator('..')).toContainText('<b onclick=x>Ann</b>')

  await bob.reload()
  await expectTexts(bob, attacks)
  expect(await bob.evaluate(() => 'broken' in window)).toBe(false)
})

/** An element, where a screen takes it for markup. Short enough for each field. */
const CANARY = '<u data-canary>canary'

test('markup in any text of a user or a room is shown as text on every screen', ONE_WINDOW, async ({ app, person }) => {
  const ada = await person('Ada', { path: null })
  const mira = await person('Mira', { path: null })
  const asked = async ({ request }: Page, method: string, path: string, data?: object, headers = {}) => {
    const answer = await request.fetch(app.url + path, { method, headers, ...(data ? { data } : {}) })
    expect([path, answer.status()]).toEqual([path, 200])
    return answer.text()
  }
  const code = (await ownerPath(app)).split('#')[1]
  const owner = { name: CANARY, handle: 'ada', password: PASSWORD }
  await asked(ada, 'POST', '/api/owner', { code, ...owner })
  await asked(ada, 'POST', '/api/sign-in', { handle: 'ada', password: PASSWORD }, { 'user-agent': CANARY })
  await asked(ada, 'PATCH', '/api/account', { status: CANARY })
  await asked(mira, 'GET', '/api/session')
  const account = { handle: 'mira', password: PASSWORD, name: CANARY }
  const { user } = JSON.parse(await asked(mira, 'POST', '/api/account', account))
  const settings = { title: CANARY, topic: CANARY, emoji: '<u data-canary>' }
  const { room: { id } } = JSON.parse(await asked(ada, 'POST', '/api/rooms', { kind: 'private', ...settings }))
  const room = `/api/rooms/${id}`
  await asked(ada, 'POST', `${room}/members`, { person: user.id })
  await asked(mira, 'POST', '/send/', { data: CANARY, channel: id })
  const { seq } = JSON.parse(await asked(mira, 'POST', '/send/', { data: 'to be deleted', channel: id }))
  await asked(ada, 'DELETE', `${room}/messages/${seq}?reason=${encodeURIComponent(CANARY)}`)
  await asked(ada, 'PUT', `${room}/members/${user.id}`, { mutedSeconds: 60, reason: CANARY })
  const invite = JSON.parse(await asked(ada, 'POST', `${room}/invites`, {}))
  await asked(ada, 'PUT', `/api/people/${user.id}/role`, { role: 'moderator' })

  // On a desktop the first has the list, the room and its details.
  const screens = [
    `/r/${id}?panel=details`, `/r/${id}?dialog=log`, `/r/${id}?dialog=room`, '/settings/profile', '/settings/people',
    '/settings/log',
  ]
  const expectText = async (page: Page, what: string) => {
    await expect(page.getByText('canary').or(page.locator('input:visible')).first(), what).toBeVisible()
    expect(await page.locator('[data-canary]').count(), what).toBe(0)
  }
  for (const screen of screens) {
    await ada.goto(screen)
    await expectText(ada, screen)
    if (screen.includes('details')) {
      await expectConnected(ada)
      await expectTexts(ada, [CANARY])
      await ada.getByTestId('member').last().getByRole('button').click()
      await expect(ada.getByRole('dialog')).toContainText('canary')
      await expectText(ada, 'the card of a member')
    }
  }
  await mira.context().clearCookies()
  await mira.goto(`/i/${invite.code}`)
  await expect(mira.getByRole('heading', { name: CANARY })).toBeVisible()
  await expectText(mira, 'an invitation')
})

test('only web and mail addresses become links, and a page they open knows nothing of this one', async ({ member }) => {
  const ann = await member('Ann')
  const harmless = [
    'javascript:alert(1)', 'JaVaScRiPt:alert(1)//', 'data:text/html,<script>alert(1)</script>', 'file:///etc/passwd',
    'vbscript:x',
  ]
  for (const text of harmless) await say(ann, text)
  await say(ann, 'https://example.org and http://example.com/path?q=1 and someone@example.net')
  await expect(texts(ann)).toHaveCount(6)
  const links = texts(ann).getByRole('link')
  await expect(links).toHaveText(['https://example.org', 'http://example.com/path?q=1', 'someone@example.net'])
  for (const link of await links.all()) {
    await expect(link).toHaveAttribute('href', /^(?:https?|mailto):/)
    await expect(link).toHaveAttribute('rel', /\bnoopener\b.*\bnoreferrer\b/)
    await expect(link).toHaveAttribute('target', '_blank')
  }
})
