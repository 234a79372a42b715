import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import Notifications from '~/components/settings/Notifications.vue'

beforeAll(() => useScreenTexts())
beforeEach(() => localStorage.clear())
afterEach(() => vi.unstubAllGlobals())

/** A browser that allows this, and what its user answers when asked. */
async function open(permission: NotificationPermission, answer: NotificationPermission = 'granted') {
  const asked: string[] = []
  const requestPermission = async () => {
    asked.push('permission')
    return answer
  }
  vi.stubGlobal('Notification', { permission, requestPermission })
  const page = await mountSuspended(Notifications, { props: { session: null }, attachTo: document.body })
  const control = (name: string) => page.get(`[role="switch"][aria-label="${name}"]`)
  const isOn = (name: string) => control(name).attributes('aria-checked') === 'true'
  return { page, asked, control, isOn }
}

describe('the notifications of this browser', () => {
  it('are asked for when they are turned on, and not before', async () => {
    const { asked, control, isOn } = await open('default')
    expect(asked).toEqual([])
    expect(isOn('Notifications')).toBe(false)
    await control('Notifications').trigger('click')
    await expect.poll(() => isOn('Notifications')).toBe(true)
    expect(asked).toEqual(['permission'])
  })

  it('can\'t be turned on where the user says no: the page says where that is changed', async () => {
    const { page, control } = await open('default', 'denied')
    await control('Notifications').trigger('click')
    await expect.poll(() => page.text()).toContain('Your browser blocks notifications from this site.')
    expect(page.find('[role="switch"]').exists()).toBe(false)
  })

  it('have quiet hours, and an empty time changes nothing', async () => {
    const { page, control } = await open('granted')
    await control('No notifications at night').trigger('click')
    const from = () => page.get<HTMLInputElement>('input[type="time"]')
    const before = from().element.value
    await from().setValue('')
    expect(JSON.stringify(Object.values(localStorage))).toContain(before)
    await from().setValue('20:30')
    expect(JSON.stringify(Object.values(localStorage))).toContain('20:30')
    await control('No notifications at night').trigger('click')
    await expect.poll(() => page.find('input[type="time"]').exists()).toBe(false)
  })
})
