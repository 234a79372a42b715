import { describe, expect, it } from 'vitest'
import { countDeleted, isDeleted } from '~/components/message/deleted'
import { message } from './message'

const ready = { status: 'ready', older: true, newer: false } as const

describe('a message of the log that is not in the list', () => {
  it('was deleted when the list reaches back to it', () => {
    expect(isDeleted({ ...ready, items: [message(1), message(3)] }, 2)).toBe(true)
    expect(isDeleted({ ...ready, older: false, items: [message(3)] }, 2)).toBe(true)
    expect(isDeleted({ ...ready, older: false, items: [] }, 2)).toBe(true)
  })

  it('may be there all the same where it is not loaded', () => {
    expect(isDeleted({ ...ready, items: [message(3)] }, 2)).toBe(false)
    expect(isDeleted({ ...ready, status: 'loading', older: false, items: [] }, 2)).toBe(false)
    expect(isDeleted({ ...ready, items: [message(2)] }, 2)).toBe(false)
  })
})

describe('deleted messages', () => {
  const [one, two, three] = [message(1), message(2), message(3)]

  it('are those that the list has no more', () => {
    expect(countDeleted([one, two, three], { items: [one, message(4)], older: true, newer: false })).toBe(2)
    expect(countDeleted([one], { items: [], older: false, newer: false })).toBe(1)
    expect(countDeleted([one, two], { items: [one, two, three], older: true, newer: false })).toBe(0)
    expect(countDeleted([two], { items: [one, two], older: true, newer: false })).toBe(0)
  })

  it('are not those of another part of the log that the list showed', () => {
    expect(countDeleted([message(50), message(51)], { items: [one, two], older: false, newer: true })).toBe(0)
  })

  it('are not those that are not loaded any more, nor those that were never sent', () => {
    expect(countDeleted([one, two], { items: [message(50), message(51)], older: true, newer: false })).toBe(0)
    expect(countDeleted([one, message(null)], { items: [one], older: true, newer: false })).toBe(0)
  })
})
