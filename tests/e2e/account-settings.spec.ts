import type { Page } from '@playwright/test'
import { generateSync } from 'otplib'
import { claim, expectChat, handleInput, idOf, keep, makeRoom, ask, PASSWORD, passwordInput, press, SCREENS, signIn } from './accounts'
import { expectGoodEverywhere } from './both-themes'
import { composer, expectConnected, expectTexts, notice, say, WORDS } from './chat'
import { expect, test } from './fixtures'

const { settings } = SCREENS
const NEW_PASSWORD = 'another short sentence'

test.use({ appEnv: { RATE_LIMIT: 'off' }, actionTimeout: 20_000 })

const codeInput = (page: Page) => page.getByRole('textbox', { name: SCREENS.signIn.code, exact: true })
const control = (page: Page, name: string) => page.getByRole('switch', { name, exact: true })

/** The card of a user, from a message that they wrote in the open room. */
async function openCard(page: Page, room: string, id: string) {
  await page.goto(`/r/${room}?dialog=member&about=${id}`)
  return page.getByTestId('member-card')
}

test('a second step is set up, asked for, and turned off; a password is changed and set anew by a link', async ({ app, person, member, expectNetworkErrors }) => {
  const { step } = test
  test.setTimeout(360_000)
  expectNetworkErrors(/401|403|410|404/)
  const ada = await person('Ada', { path: null })
  await claim(ada, app, 'Ada', 'ada')
  const mira = await member('Mira')
  await keep(mira, 'mira')
  const phone = await person('Mira on her phone', { path: null })
  let secret = ''
  let recovery: string[] = []

  await step('Mira scans a code, and mistypes it once', async () => {
    await mira.goto('/settings/security')
    await press(mira, settings.totp.begin)
    await passwordInput(mira).or(passwordInput(mira, SCREENS.password.current)).last().fill(PASSWORD)
    await press(mira, settings.totp.begin)
    await expect(mira.getByRole('img', { name: settings.totp.qr })).toBeVisible()
    await expectGoodEverywhere(mira)
    secret = await mira.getByRole('textbox', { name: settings.totp.secret }).inputValue()
    await codeInput(mira).fill('000000')
    await press(mira, settings.totp.confirm)
    await expect(mira.getByRole('alert').filter({ hasText: SCREENS.signIn.codeWrong })).toBeVisible()
    await codeInput(mira).fill(generateSync({ secret }))
    await press(mira, settings.totp.confirm)
    await expect(mira.getByTestId('recovery-codes').getByRole('listitem')).toHaveCount(10)
    recovery = await mira.getByTestId('recovery-codes').getByRole('listitem').allInnerTexts()
    await expectGoodEverywhere(mira)
    await press(mira, settings.totp.kept)
    await expect(mira.getByText(settings.totp.on)).toBeVisible()
  })

  await step('her phone is asked for the code, and comes in with one of recovery', async () => {
    await signIn(phone, 'mira')
    await expect(codeInput(phone)).toBeFocused()
    await expectGoodEverywhere(phone)
    await codeInput(phone).fill('000000')
    await press(phone, SCREENS.signIn.submit)
    await expect(phone.getByText(SCREENS.signIn.codeWrong)).toBeVisible()
    await codeInput(phone).fill(recovery[0] ?? '')
    await press(phone, SCREENS.signIn.submit)
    await expectChat(phone)
  })

  await step('a new password signs the phone out', async () => {
    await mira.goto('/settings/security')
    await passwordInput(mira, SCREENS.password.current).fill('not this one')
    await passwordInput(mira, SCREENS.password.new).fill(NEW_PASSWORD)
    await press(mira, settings.security.change)
    await expect(mira.getByRole('alert').filter({ hasText: settings.security.wrong })).toBeVisible()
    await passwordInput(mira, SCREENS.password.current).fill(PASSWORD)
    await press(mira, settings.security.change)
    await expect(mira.getByText(settings.security.changed)).toBeVisible()
    await expect(notice(phone)).toContainText(WORDS.en.connection.signedOut)
  })

  await step('the second step is turned off with the new password', async () => {
    await press(mira, settings.totp.end)
    await passwordInput(mira, SCREENS.password.current).last().fill(NEW_PASSWORD)
    await press(mira, settings.totp.end)
    await expect(mira.getByText(settings.totp.off, { exact: true })).toBeVisible()
  })

  await step('Mira forgets it, and gets a link from the owner, which works once', async () => {
    await ada.goto('/settings/people')
    await ada.getByRole('button', { name: /Mira/ }).click()
    await press(ada, settings.people.reset)
    const link = await ada.getByRole('textbox', { name: settings.people.resetLink }).inputValue()
    const { pathname, hash } = new URL(link)
    await phone.goto(`${pathname}${hash}`)
    await passwordInput(phone, SCREENS.password.new).fill('short')
    await press(phone, SCREENS.reset.submit)
    await expect(phone.getByText(/Use at least/)).toBeVisible()
    await passwordInput(phone, SCREENS.password.new).fill('a third short sentence')
    await press(phone, SCREENS.reset.submit)
    await expectChat(phone)
    await expect(mira.getByRole('heading', { level: 2, name: settings.pages.security })).toBeVisible()

    await mira.goto('about:blank')
    await mira.goto(`${pathname}${hash}`)
    await passwordInput(mira, SCREENS.password.new).fill('a fourth short sentence')
    await press(mira, SCREENS.reset.submit)
    await expect(mira.getByRole('alert')).toHaveText(SCREENS.reset.used)
  })
})

test('what others see of a user follows the settings, until the account is deleted', async ({ app, person, member, expectNetworkErrors }) => {
  const { step } = test
  test.setTimeout(360_000)
  const ada = await person('Ada', { path: null })
  await claim(ada, app, 'Ada', 'ada')
  const mira = await member('Mira')
  await keep(mira, 'mira')
  const about = await idOf(mira)
  const room = await makeRoom(ada, 'Core team')
  await ask(ada, 'POST', `/api/rooms/${room}/members`, { person: about })
  await mira.goto(`/r/${room}`)
  await expectConnected(mira)
  await say(mira, 'I am here')
  const mine = await ada.context().newPage()
  await mine.goto(`/r/${room}`)
  await expectConnected(mine)
  await expectTexts(mine, ['I am here'])
  await say(mine, 'So am I')

  await step('who has read a message stands below it', async () => {
    await expect(mine.getByTestId('seen-by')).toHaveText('Seen by 1')
    await mine.getByTestId('seen-by').getByRole('button').click()
    await expect(mine.getByTestId('seen-by').getByRole('listitem')).toHaveText(['Mira'])
  })

  await step('a status that ends', async () => {
    await mira.goto('/settings/profile')
    await mira.getByRole('textbox', { name: settings.status.label }).fill('On holiday')
    await mira.getByRole('combobox').selectOption({ label: settings.status.ends[3600] })
    const form = mira.locator('form').filter({ has: mira.getByRole('textbox', { name: settings.status.label }) })
    await form.getByRole('button', { name: WORDS.en.name.save }).click()
    await expect(mira.getByRole('combobox').locator('option:checked')).toHaveText(/^On /)
    await expect((await openCard(ada, room, about)).getByText('On holiday')).toBeVisible()
  })

  await step('Mira hides when she is online and what she has read', async () => {
    await mira.goto('/settings/privacy')
    for (const name of [settings.privacy.presence, settings.privacy.reading]) {
      await control(mira, name).click()
      await expect(control(mira, name)).toHaveAttribute('aria-checked', 'false')
    }
    await mira.goto(`/r/${room}`)
    await expectConnected(mira)
    await expectTexts(mira, ['I am here', 'So am I'])
    await say(mine, 'Still there?')
    await expectTexts(mira, ['I am here', 'So am I', 'Still there?'])
    await mine.goto(`/r/${room}?panel=details`)
    await expect(mine.getByTestId('member').filter({ hasText: 'Mira' })).toBeVisible()
    await expect(mine.getByTestId('member').filter({ hasText: 'Mira' })).not.toContainText(WORDS.en.room.online)
    await expect(mine.getByTestId('seen-by')).toHaveCount(0)
  })

  await step('Ada blocks Mira on her card, and takes that back in the settings', async () => {
    const card = await openCard(ada, room, about)
    await card.getByRole('button', { name: SCREENS.manage.member.block }).click()
    await expect(card.getByRole('button', { name: settings.privacy.unblock })).toBeVisible()
    await ada.goto('/settings/privacy')
    await expectGoodEverywhere(ada)
    await ada.getByRole('button', { name: 'Unblock Mira' }).click()
    await expect(ada.getByText(settings.privacy.nobody)).toBeVisible()
  })

  await step('Mira takes her data with her', async () => {
    await mira.goto('/settings/data')
    const [download] = await Promise.all([
      mira.waitForEvent('download'),
      mira.getByRole('link', { name: settings.data.download }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/\.json$/)
  })

  await step('Mira deletes her account: her messages are gone, and her password leads nowhere', async () => {
    await press(mira, settings.data.eraseBegin)
    await expect(mira.getByRole('button', { name: settings.data.eraseSubmit })).toBeDisabled()
    await mira.getByRole('textbox', { name: SCREENS.handle.label }).fill('mira')
    await passwordInput(mira).fill('wrong')
    expectNetworkErrors(/401|404|403/)
    await press(mira, settings.data.eraseSubmit)
    await expect(mira.getByRole('alert').filter({ hasText: settings.security.wrong })).toBeVisible()
    await expectGoodEverywhere(mira)
    await passwordInput(mira).fill(PASSWORD)
    await press(mira, settings.data.eraseSubmit)
    await expect(mira.getByRole('textbox', { name: WORDS.en.name.label })).toBeVisible()
    await expectConnected(mira)
    await expectTexts(mine, ['So am I', 'Still there?'])
    await signIn(mira, 'mira')
    await expect(mira.getByRole('alert').filter({ hasText: SCREENS.signIn.wrong })).toBeVisible()
  })

  await step('the only owner can\'t go', async () => {
    await ada.goto('/settings/data')
    await press(ada, settings.data.eraseBegin)
    await handleInput(ada).fill('ada')
    await passwordInput(ada).fill(PASSWORD)
    await press(ada, settings.data.eraseSubmit)
    await expect(ada.getByRole('alert').filter({ hasText: settings.data.lastOwner })).toBeVisible()
    expect(await composer(ada).count()).toBe(0)
  })
})
