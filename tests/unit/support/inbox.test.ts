import { describe, expect, it } from 'vitest'
import { createInbox } from '../../support/inbox'

const even = (n: number) => n % 2 === 0

describe('an inbox', () => {
  it('gives what has come already, and what comes later', async () => {
    const inbox = createInbox<number>(String)
    inbox.push(2)
    await expect(inbox.take(even, 'an even number')).resolves.toBe(2)
    const later = inbox.take(even, 'an even number')
    inbox.push(4)
    await expect(later).resolves.toBe(4)
  })

  it('gives each item once, in order, and keeps what does not match', async () => {
    const inbox = createInbox<number>(String)
    const both = Promise.all([inbox.take(even, 'one'), inbox.take(even, 'another')])
    for (const n of [1, 2, 3, 4]) inbox.push(n)
    await expect(both).resolves.toEqual([2, 4])
    await expect(inbox.take(() => true, 'the first')).resolves.toBe(1)
    expect(inbox.all).toEqual([1, 2, 3, 4])
  })

  it('reports what has come when nothing matches in time', async () => {
    const inbox = createInbox<number>(String)
    inbox.push(1)
    await expect(inbox.take(even, 'an even number', 1)).rejects.toThrow(
      'Waited 1 ms for an even number. The last that arrived (1 in all):\n1',
    )
  })

  it('fails who waits and who will wait, but still gives what came before', async () => {
    const inbox = createInbox<number>(String)
    const waiting = inbox.take(even, 'an even number')
    inbox.push(1)
    inbox.fail(new Error('closed'))
    await expect(waiting).rejects.toThrow('closed')
    await expect(inbox.take(even, 'an even number')).rejects.toThrow('closed')
    await expect(inbox.take(n => n === 1, 'one')).resolves.toBe(1)
  })
})
