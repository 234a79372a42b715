import { describe, expect, it, vi } from 'vitest'
import { browserLocks } from '~/client/browser/locks'
import { FakeLocks } from '../support/fake-locks'

const listeners = () => ({ got: vi.fn(), lost: vi.fn() })
const PATIENCE_MS = 20

describe('locks by Web Locks', () => {
  it('let one tab at a time, in the order in which they asked', async () => {
    const locks = browserLocks(new FakeLocks())
    const [first, second] = [listeners(), listeners()]
    const giveBack = locks.take('outbox', first)
    locks.take('outbox', second)
    await vi.waitFor(() => expect(first.got).toHaveBeenCalledOnce())
    expect(second.got).not.toHaveBeenCalled()
    giveBack()
    await vi.waitFor(() => expect(second.got).toHaveBeenCalledOnce())
    expect(first.lost).not.toHaveBeenCalled()
  })

  it('are taken over from a tab that never releases its lock, and that tab learns of it', async () => {
    const locks = browserLocks(new FakeLocks(), PATIENCE_MS)
    const [frozen, patient] = [listeners(), listeners()]
    locks.take('outbox', frozen)
    locks.take('outbox', patient)
    await vi.waitFor(() => expect(patient.got).toHaveBeenCalledOnce())
    await vi.waitFor(() => expect(frozen.lost).toHaveBeenCalledOnce())
    expect(patient.lost).not.toHaveBeenCalled()
  })

  it('are not had any more once a tab stopped waiting', async () => {
    const locks = browserLocks(new FakeLocks())
    const [first, second, third] = [listeners(), listeners(), listeners()]
    const giveBack = locks.take('outbox', first)
    locks.take('outbox', second)()
    locks.take('outbox', third)
    giveBack()
    await vi.waitFor(() => expect(third.got).toHaveBeenCalledOnce())
    expect(second.got).not.toHaveBeenCalled()
    expect(second.lost).not.toHaveBeenCalled()
  })

  it('are had at once where the browser has no locks, or refuses them', async () => {
    const refusing = new FakeLocks()
    refusing.refuses = true
    const [without, refused] = [listeners(), listeners()]
    browserLocks(undefined).take('outbox', without)
    browserLocks(refusing).take('outbox', refused)
    expect(without.got).toHaveBeenCalledOnce()
    await vi.waitFor(() => expect(refused.got).toHaveBeenCalledOnce())
    expect(refused.lost).not.toHaveBeenCalled()
  })
})
