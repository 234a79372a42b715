import type { Page } from '@playwright/test'
import zh from '../../i18n/screens/zh.json' with { type: 'json' }
import { claim, expectChat, SCREENS } from './accounts'
import { composer, expectAllSent, expectConnected, expectTexts, say, tab, texts, WORDS } from './chat'
import { expect, test } from './fixtures'

/** Mira reads Chinese on a phone, Ada English on a desktop. */
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2, locale: 'zh-CN' } as const
const TITLE = 'General'
const { manage } = SCREENS

test.use({ appEnv: { RATE_LIMIT: 'off' }, actionTimeout: 20_000 })

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name })
const closed = (page: Page) => page.getByTestId('room-closed')
const close = (page: Page) => page.keyboard.press('Escape')

/** Opens the details of the open room, where all is that can be done with it. */
async function openDetails(page: Page) {
  const details = page.getByTestId('details')
  if (!await details.isVisible()) await page.getByTestId('details-button').click()
  await expect(details).toBeVisible()
  return details
}

async function openSettings(page: Page) {
  await (await openDetails(page)).getByRole('button', { name: WORDS.en.details.settings }).click()
  return dialog(page, manage.titles.room)
}

async function openCard(page: Page, name: string) {
  const member = (await openDetails(page)).getByTestId('member').filter({ hasText: name })
  await member.getByRole('button').click()
  const card = dialog(page, manage.titles.member)
  await expect(card.getByText(name, { exact: true })).toBeVisible()
  return card
}

test('a channel is found, joined, moderated and handed over', async ({ app, person, member, expectNetworkErrors }) => {
  const { step } = test
  test.setTimeout(360_000)
  const ada = await person('Ada', { path: null })
  const mira = await member('Mira', PHONE)

  await step('Ada opens a channel for all', async () => {
    await claim(ada, app, 'Ada', 'ada')
    await ada.goto('/?dialog=new')
    const made = dialog(ada, manage.titles.new)
    await made.getByText(manage.new.create, { exact: true }).click()
    await made.getByText(manage.create.channelText).click()
    await made.getByRole('textbox', { name: manage.create.title }).fill(TITLE)
    await made.getByRole('textbox', { name: manage.create.topic }).fill('What concerns all')
    await made.getByRole('button', { name: manage.create.submit }).click()
    await ada.waitForURL(/\/r\//)
    await expect(made).toHaveCount(0)
    await say(ada, 'welcome')
  })
  const room = new URL(ada.url()).pathname

  await step('Mira gets an account, finds the channel by a word of its title, and joins it', async () => {
    await mira.goto('/signin?new')
    await mira.getByRole('textbox', { name: zh.handle.label }).fill('mira')
    await mira.getByRole('textbox', { name: zh.password.new, exact: true }).fill('a short sentence')
    await mira.getByRole('button', { name: zh.keep.submit, exact: true }).click()
    await expectChat(mira)
    await mira.goto('/?panel=rooms')
    await mira.getByRole('button', { name: WORDS.zh.rooms.new }).click()
    const browse = dialog(mira, zh.manage.titles.new)
    await browse.getByRole('searchbox', { name: zh.manage.browse.search }).fill('gen')
    await expect(browse.getByTestId('channel')).toHaveText([/General.*1/])
    await browse.getByRole('button', { name: zh.manage.browse.joinLabel.replace('{title}', TITLE) }).click()
    await mira.waitForURL(url => url.pathname === room)
    await expect(browse).toHaveCount(0)
    await expectTexts(mira, ['welcome'])
    await say(mira, '大家好', 'zh')
    await expectTexts(ada, ['welcome', '大家好'])
  })

  await step('in slow mode the second message of a member waits, and says until when', async () => {
    const settings = await openSettings(ada)
    // The choice is shown at once, and holds for messages that are sent after the answer.
    const saved = ada.waitForResponse(answer => answer.request().method() === 'PATCH' && answer.ok())
    await settings.getByRole('combobox', { name: manage.room.slow }).selectOption({ label: '5 seconds' })
    await saved
    await say(mira, '一', 'zh')
    await say(mira, '二', 'zh')
    await expect(mira.getByTestId('slow')).toBeVisible()
    await expect(texts(ada)).toHaveText(['welcome', '大家好', '一', '二'])
    await expectAllSent(mira)
    await settings.getByRole('combobox', { name: manage.room.slow }).selectOption({ label: manage.room.slowOff })
  })

  for (const [name, why] of [['readOnly', 'readOnly'], ['archived', 'archived']] as const) {
    await step(`${name}: Mira reads on, is told why she can't write, and can when that ends`, async () => {
      const settings = dialog(ada, manage.titles.room)
      const control = settings.getByRole('switch', { name: manage.room[name] })
      await control.click()
      await expect(closed(mira)).toHaveText(WORDS.zh.room.closed[why])
      await expect(texts(mira)).toHaveCount(4)
      await expect(control).toHaveAttribute('aria-checked', 'true')
      await control.click()
      await expect(composer(mira, 'zh')).toBeVisible()
    })
  }

  await step('Mira is muted for ten minutes, and again may write when that is taken back', async () => {
    await close(ada)
    const card = await openCard(ada, 'Mira')
    const mute = card.getByRole('combobox', { name: manage.member.mute })
    await mute.selectOption({ label: manage.member.mutes[600] })
    await expect(closed(mira)).toContainText(/管理员.*禁言/)
    await expect(mute.locator('option:checked')).toHaveText(/^Until /)
    await mute.selectOption({ label: manage.member.mutes[0] })
    await expect(composer(mira, 'zh')).toBeVisible()
    await close(ada)
  })

  await step('Mira pins the channel, and leaves it out of her notifications', async () => {
    await mira.getByTestId('to-rooms').click()
    const sections = mira.getByRole('tablist')
    await expect(sections).toHaveCount(2)
    await tab(mira, TITLE).click({ button: 'right' })
    const menu = mira.getByTestId('room-menu')
    await menu.locator('[data-entry="pin"]').click()
    // With the two channels of the configuration all rooms are at the top now, and one section needs no heading.
    await expect(sections).toHaveCount(1)
    await expect(mira.getByRole('heading', { name: WORDS.zh.rooms.section.pinned })).toHaveCount(0)
    await tab(mira, TITLE).click({ button: 'right' })
    await menu.locator('[data-entry="mute"]').click()
    await expect(tab(mira, TITLE).getByTestId('muted')).toBeVisible()
    await tab(mira, TITLE).click()
  })

  await step('who is banned sees that the room is gone, and may come again when the ban is lifted', async () => {
    expectNetworkErrors(/403|404/)
    let card = await openCard(ada, 'Mira')
    await card.getByRole('button', { name: manage.member.ban, exact: true }).click()
    await card.getByRole('textbox', { name: manage.member.reason }).fill('a misunderstanding')
    await card.getByRole('button', { name: 'Ban Mira' }).click()
    await expect(card).toHaveCount(0)
    await expect(mira.getByTestId('room-gone')).toContainText(WORDS.zh.gone.left)
    await expect(ada.getByTestId('member').filter({ hasText: 'Mira' })).toContainText(WORDS.en.room.banned)
    card = await openCard(ada, 'Mira')
    await card.getByRole('button', { name: manage.member.unban }).click()
    await expect(card).toHaveCount(0)
    await mira.goto('/?dialog=new')
    await mira.getByRole('button', { name: zh.manage.browse.joinLabel.replace('{title}', TITLE) }).click()
    await mira.waitForURL(url => url.pathname === room)
    await expect(composer(mira, 'zh')).toBeVisible()
  })

  await step('the last owner can\'t leave before another one is there', async () => {
    await ada.reload()
    await expectConnected(ada)
    await (await openDetails(ada)).getByRole('button', { name: WORDS.en.details.leave }).click()
    const leave = dialog(ada, manage.titles.leave)
    await leave.getByRole('button', { name: manage.leave.submit }).click()
    await expect(leave.getByRole('alert')).toHaveText(manage.leave.lastOwner)
    await close(ada)
    const card = await openCard(ada, 'Mira')
    await card.getByText(SCREENS.role.owner, { exact: true }).click()
    await expect(card.getByRole('radio', { name: SCREENS.role.owner })).toBeChecked()
    await close(ada)
    await expect(ada.getByTestId('member').filter({ hasText: 'Mira' })).toContainText(WORDS.en.room.role.owner)
    await (await openDetails(ada)).getByRole('button', { name: WORDS.en.details.leave }).click()
    await leave.getByRole('button', { name: manage.leave.submit }).click()
    await expect(leave).toHaveCount(0)
    await expect(ada.getByTestId('room-gone')).toBeVisible()
  })

  await step('Mira owns the channel now', async () => {
    await mira.getByTestId('details-button').click()
    await expect(mira.getByRole('button', { name: WORDS.zh.details.settings })).toBeVisible()
  })
})
