import type { Page } from '@playwright/test'
import { inviteSchema } from '../../shared/schemas/invites'
import { ask, claim, idOf, keep, makeRoom, ownerPath, press, SCREENS } from './accounts'
import { expectGoodEverywhere } from './both-themes'
import { expectAllSent, expectConnected, say, WORDS } from './chat'
import { expect, test } from './fixtures'

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name })
const DIALOGS = SCREENS.manage.titles

/** Opens an address anew, and waits until nothing is loading. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(path)
  await expect(page.locator('h1').first()).toBeVisible()
  await expect(page.locator('.van-skeleton')).toHaveCount(0)
}

/** The screen at an address, which has a heading of this name, is good in both themes and on a phone. */
async function see(page: Page, path: string, heading: string): Promise<void> {
  await test.step(path, async () => {
    await open(page, path)
    await expect(page.getByRole('heading', { name: heading }).last()).toBeVisible()
    await expectGoodEverywhere(page)
  })
}

test.use({ appEnv: { RATE_LIMIT: 'off' } })

test('every screen of a visitor fits, and axe finds nothing on it in either theme', async ({ app, person, expectNetworkErrors }) => {
  test.setTimeout(360_000)
  expectNetworkErrors(/404/)
  const owner = await ownerPath(app)
  const ada = await person('Ada', { path: null })
  await see(ada, owner, SCREENS.owner.title)
  await claim(ada, app, 'Ada', 'ada')
  const room = await makeRoom(ada, 'Core team')
  const invite = await ask(ada, 'POST', `/api/rooms/${room}/invites`, { expiresInDays: 1 })
  const { code } = inviteSchema.parse(invite)

  const page = await person('A visitor', { path: null })
  await see(page, '/', WORDS.en.name.title)
  await see(page, '/?panel=menu', WORDS.en.menu.title)
  await see(page, '/?panel=details', WORDS.en.room.details)
  await see(page, '/?dialog=new', DIALOGS.new)
  await see(page, '/owner', SCREENS.owner.noCodeTitle)
  await see(page, '/reset', SCREENS.reset.noCodeTitle)
  await see(page, '/reset#0123456789abcdef', SCREENS.reset.title)
  await see(page, '/signin', SCREENS.signIn.title)
  await see(page, '/signin?error=forbidden', SCREENS.signIn.title)
  await see(page, '/signin?new', SCREENS.keep.titleNew)
  await press(page, SCREENS.keep.submitNew)
  await expectGoodEverywhere(page)
  await see(page, `/i/${code}`, 'Core team')
  await see(page, '/i/no-such-link', SCREENS.invite.dead)
  for (const name of ['appearance', 'notifications'] as const) await see(page, `/settings/${name}`, SCREENS.settings.pages[name])
  await see(page, '/settings', SCREENS.settings.title)
  await see(page, '/no-such-page', WORDS.en.page.notFound)

  await test.step('a forgotten password', async () => {
    await open(page, '/signin')
    await press(page, SCREENS.signIn.submit)
    await expect(page.getByText(SCREENS.password.missing)).toBeVisible()
    await expectGoodEverywhere(page)
    await press(page, SCREENS.signIn.forgot)
    await expectGoodEverywhere(page)
    await page.getByRole('textbox').fill('nobody')
    await press(page, SCREENS.forgot.submit)
    await expect(page.getByText(SCREENS.forgot.sent)).toBeVisible()
    await expectGoodEverywhere(page)
  })
})

test('every screen of an owner fits, and axe finds nothing on it in either theme', async ({ app, person, member }) => {
  test.setTimeout(480_000)
  const ada = await person('Ada', { path: null })
  await claim(ada, app, 'Ada', 'ada')
  const mira = await member('Mira')
  await keep(mira, 'mira')
  const room = await makeRoom(ada, 'Core team')
  await ask(ada, 'PATCH', `/api/rooms/${room}`, { topic: 'Plans for the week', emoji: '🚀' })
  await ask(ada, 'POST', '/api/rooms', { kind: 'channel', title: 'General', topic: 'What concerns all' })
  const about = await idOf(mira)
  await ask(ada, 'POST', `/api/rooms/${room}/members`, { person: about })
  await ask(mira, 'PATCH', '/api/account', { status: 'On holiday until Monday' })
  await mira.goto(`/r/${room}`)
  await expectConnected(mira)
  await say(mira, 'Hello @ada, see you on Monday')
  await expectAllSent(mira)
  await ask(ada, 'PUT', `/api/rooms/${room}/members/${about}`, { mutedSeconds: 600 })

  const path = `/r/${room}`
  const shown = (title: string) => expect(ada.getByRole('heading', { name: title }).last()).toBeVisible()
  await see(ada, path, 'Core team')
  await see(ada, `${path}?panel=rooms`, 'Core team')
  // A long name must not widen the details.
  await ask(mira, 'PUT', '/api/session', { name: 'Mira Freifrau von und zu Stein' })
  await see(ada, `${path}?panel=details`, 'Core team')
  await expect(ada.getByTestId('member')).toHaveCount(2)
  await see(ada, `${path}?dialog=room`, DIALOGS.room)
  await press(ada, SCREENS.manage.room.removeBegin)
  await expectGoodEverywhere(ada)
  await see(ada, `${path}?dialog=invite`, DIALOGS.invite)
  await press(ada, SCREENS.manage.invite.make)
  await expect(ada.getByRole('img', { name: SCREENS.manage.invite.qr })).toBeVisible()
  await expectGoodEverywhere(ada)
  await see(ada, `${path}?dialog=member&about=${about}`, DIALOGS.member)
  await press(ada, SCREENS.manage.member.ban)
  await expectGoodEverywhere(ada)
  await see(ada, `${path}?dialog=log`, DIALOGS.log)
  await expect(ada.getByTestId('log-entry').first()).toBeVisible()
  await see(ada, `${path}?dialog=leave`, DIALOGS.leave)
  await see(ada, `${path}?dialog=deletion&about=1`, DIALOGS.deletion)

  await see(ada, `${path}?dialog=new`, DIALOGS.new)
  await expect(dialog(ada, DIALOGS.new).getByTestId('channel').first()).toBeVisible()
  await expectGoodEverywhere(ada)
  for (const part of ['people', 'create'] as const) {
    await test.step(part, async () => {
      await dialog(ada, DIALOGS.new).getByText(SCREENS.manage.new[part], { exact: true }).click()
      await expect(ada.locator('.van-skeleton')).toHaveCount(0)
      await expectGoodEverywhere(ada)
    })
  }

  for (const [name, title] of Object.entries(SCREENS.settings.pages)) await see(ada, `/settings/${name}`, title)
  await test.step('an account, for owners', async () => {
    await open(ada, '/settings/people')
    await ada.getByRole('button', { name: /Mira/ }).click()
    await expectGoodEverywhere(ada)
  })
  await shown(SCREENS.settings.pages.people)
})
