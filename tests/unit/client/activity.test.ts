import { describe, expect, it } from 'vitest'
import { IDLE_MS, watchActivity } from '~/client/activity'
import type { AttentionListeners } from '~/client/environment'
import { ManualClock } from './support/manual-clock'
import { setup } from './support/setup'

class FakeAttention {
  isVisible = true
  private on: AttentionListeners | null = null
  visible = (): boolean => this.isVisible
  listen = (on: AttentionListeners): () => void => {
    this.on = on
    return () => void (this.on = null)
  }

  use(): void {
    this.on?.used()
  }

  show(isShown: boolean): void {
    this.isVisible = isShown
    if (isShown) this.on?.shown()
    else this.on?.hidden()
  }
}

function world() {
  const clock = new ManualClock()
  const attention = new FakeAttention()
  const changes: boolean[] = []
  const activity = watchActivity(attention, clock, isActive => changes.push(isActive))
  return { clock, attention, changes, activity }
}

describe('whether the user is at the page', () => {
  it('ends five minutes after it was used last, and begins with the next use', () => {
    const { clock, attention, changes } = world()
    clock.advance(IDLE_MS - 1)
    expect(changes).toEqual([])
    attention.use()
    clock.advance(IDLE_MS - 1)
    expect(changes).toEqual([])
    clock.advance(1)
    expect(changes).toEqual([false])
    attention.use()
    expect(changes).toEqual([false, true])
  })

  it('ends at once when the page goes out of sight, and begins when it is seen again', () => {
    const { clock, attention, changes, activity } = world()
    attention.show(false)
    expect(changes).toEqual([false])
    attention.use()
    clock.advance(IDLE_MS * 2)
    expect(activity.isActive()).toBe(false)
    attention.show(true)
    expect(changes).toEqual([false, true])
    clock.advance(IDLE_MS)
    expect(changes).toEqual([false, true, false])
  })

  it('costs one timer, however much is typed, and none when it has ended', () => {
    const { clock, attention, activity } = world()
    for (let count = 0; count < 1_000; count++) attention.use()
    expect(clock.waiting).toBe(1)
    activity.stop()
    attention.use()
    expect(clock.waiting).toBe(0)
  })

  it('is noticed late by a page that slept', () => {
    const { clock, changes } = world()
    clock.sleep(IDLE_MS * 3)
    expect(changes).toEqual([false])
  })
})

describe('the client', () => {
  it('reports to the server when the user goes and comes, and after a reconnect only that they are away', async () => {
    const attention = new FakeAttention()
    const { clock, socket, enter } = await setup({ attention })
    enter()
    const told = () => socket().frames('active').map(({ active }) => active)
    expect(told()).toEqual([])
    attention.show(false)
    attention.show(true)
    attention.show(false)
    expect(told()).toEqual([false, true, false])
    socket().end(1006)
    clock.advance(1_000)
    enter()
    expect(told()).toEqual([false])
  })
})
