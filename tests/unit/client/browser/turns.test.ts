import { describe, expect, it, vi } from 'vitest'
import { lockTurns } from '~/client/browser/turns'
import { FakeLocks } from '../support/fake-locks'

const listeners = () => ({ got: vi.fn(), lost: vi.fn() })
const PATIENCE_MS = 20

describe('turns by Web Locks', () => {
  it('let one tab at a time, in the order in which they asked', async () => {
    const turns = lockTurns(new FakeLocks())
    const [first, second] = [listeners(), listeners()]
    const giveBack = turns.take('outbox', first)
    turns.take('outbox', second)
    await vi.waitFor(() => expect(first.got).toHaveBeenCalledOnce())
    expect(second.got).not.toHaveBeenCalled()
    giveBack()
    await vi.waitFor(() => expect(second.got).toHaveBeenCalledOnce())
    expect(first.lost).not.toHaveBeenCalled()
  })

  it('are taken over from a tab that never gives its turn back, and it is told', async () => {
    const turns = lockTurns(new FakeLocks(), PATIENCE_MS)
    const [frozen, patient] = [listeners(), listeners()]
    turns.take('outbox', frozen)
    turns.take('outbox', patient)
    await vi.waitFor(() => expect(patient.got).toHaveBeenCalledOnce())
    await vi.waitFor(() => expect(frozen.lost).toHaveBeenCalledOnce())
    expect(patient.lost).not.toHaveBeenCalled()
  })

  it('are not had any more once a tab stopped waiting', async () => {
    const turns = lockTurns(new FakeLocks())
    const [first, second, third] = [listeners(), listeners(), listeners()]
    const giveBack = turns.take('outbox', first)
    turns.take('outbox', second)()
    turns.take('outbox', third)
    giveBack()
    await vi.waitFor(() => expect(third.got).toHaveBeenCalledOnce())
    expect(second.got).not.toHaveBeenCalled()
    expect(second.lost).not.toHaveBeenCalled()
  })

  it('are had at once where the browser has no locks, or refuses them', async () => {
    const refusing = new FakeLocks()
    refusing.refuses = true
    const [without, refused] = [listeners(), listeners()]
    lockTurns(undefined).take('outbox', without)
    lockTurns(refusing).take('outbox', refused)
    expect(without.got).toHaveBeenCalledOnce()
    await vi.waitFor(() => expect(refused.got).toHaveBeenCalledOnce())
    expect(refused.lost).not.toHaveBeenCalled()
  })
})
