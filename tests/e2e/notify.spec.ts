import type { Page } from '@playwright/test'
import { claim, SCREENS } from './accounts'
import { expectConnected, line, ROOM_1, ROOM_2, say } from './chat'
import { expect, expectAccessible, ONE_WINDOW, test } from './fixtures'

/** Takes the place of the browser's notifications, which no test can look at. Nobody was asked for them yet. */
function recordNotifications() {
  const shown: { title: string, body: string, tag: string, closed: boolean, click: () => void }[] = []
  class Recorded {
    static permission = 'default'
    static requestPermission = () => Promise.resolve(Recorded.permission = 'granted')
    onclick: (() => void) | null = null
    #entry
    constructor(title: string, { body = '', tag = '' }: NotificationOptions) {
      this.#entry = { title, body, tag, closed: false, click: () => this.onclick?.() }
      shown.push(this.#entry)
    }

    close() {
      this.#entry.closed = true
    }
  }
  localStorage.removeItem('parley-notify-line')
  Object.assign(window, { Notification: Recorded, shown })
}

const shown = (page: Page) =>
  page.evaluate(() =>
    (Reflect.get(window, 'shown') as { title: string, body: string, closed: boolean }[]).map(
      ({ title, body, closed }) => `${title} · ${body}${closed ? ' (closed)' : ''}`,
    ),
  )

test('a user is asked once somebody answered; then a message in another room notifies, counts and leads there, and a muted room stays quiet', ONE_WINDOW, async ({ app, person, member }) => {
  const ann = await person('Ann', { path: null })
  await ann.addInitScript(recordNotifications)
  await claim(ann, app, 'Ann', 'ann')
  await ann.goto(`/r/${ROOM_1.id}`)
  await expectConnected(ann)
  const row = ann.locator(`nav [data-room="${ROOM_2.id}"]`)
  await expect(row).toBeVisible()
  const bob = await member('Bob')
  const question = ann.getByTestId('notify-line')
  await say(bob, 'good morning')
  await expect(line(ann, 'good morning')).toBeVisible()
  await say(ann, 'hello')
  await expect(line(bob, 'hello')).toBeVisible()
  await expect(question).toHaveCount(0)
  await say(bob, 'hi Ann')
  await question.getByRole('button', { name: SCREENS.notify.allow }).click()
  await expect(question).toHaveCount(0)

  await bob.goto(`/r/${ROOM_2.id}`)
  await expectConnected(bob)
  await say(bob, 'are you there?')
  await expect.poll(() => shown(ann)).toEqual([`${ROOM_2.title} · Bob: are you there?`])
  await expect(ann).toHaveTitle(/^\(1\) /)
  await ann.evaluate(() => (Reflect.get(window, 'shown') as { click: () => void }[])[0]?.click())
  await expect(ann).toHaveURL(/channel_2/)
  await expect.poll(() => shown(ann)).toEqual([`${ROOM_2.title} · Bob: are you there? (closed)`])
  await expect(ann).not.toHaveTitle(/^\(/)

  // By the menu of its row.
  await ann.locator(`nav [data-room="${ROOM_1.id}"]`).click()
  await row.click({ button: 'right' })
  const menu = ann.getByTestId('room-menu')
  await expectAccessible(ann)
  await menu.getByRole('menuitem', { name: SCREENS.roomMenu.mute }).click()
  await expect(row.getByTestId('muted')).toBeVisible()
  await expect(row).toBeFocused()
  await say(bob, 'hello?')
  await expect(row.getByTestId('unread')).toHaveAttribute('data-count', '1')
  await expect(ann).not.toHaveTitle(/^\(/)
  expect(await shown(ann)).toHaveLength(1)

  await row.click({ button: 'right' })
  await menu.getByRole('menuitem', { name: SCREENS.roomMenu.read }).click()
  await expect(row.getByTestId('unread')).toHaveCount(0)

  // The details say so, too, and take it back.
  await row.click()
  await ann.getByTestId('details-button').click()
  const notify = ann.getByTestId('room-notify')
  await expect(notify.getByRole('radio', { name: SCREENS.roomMenu.notify.nothing })).toBeChecked()
  await notify.getByText(SCREENS.roomMenu.notify.all, { exact: true }).click()
  await expect(row.getByTestId('muted')).toHaveCount(0)
})
