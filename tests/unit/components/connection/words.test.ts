import { describe, expect, it } from 'vitest'
import { CLOSE } from '#shared/close-codes'
import type { ConnectionView } from '~/client/types'
import { connectionWords } from '~/components/connection/words'

const view = (part: Partial<ConnectionView>): ConnectionView => ({
  status: 'open',
  online: true,
  retryAt: null,
  closed: null,
  ...part,
})
const closedBy = ({ code, then }: { code: number, then: 'reconnect' | 'later' | 'stop' }) => ({
  closed: { code, then },
})

describe('connectionWords', () => {
  it('counts the seconds to the next attempt, rounded up', () => {
    expect(connectionWords(view({ status: 'waiting', retryAt: 10_001 }), 5_000)).toMatchObject({
      key: 'waiting',
      seconds: 6,
      action: 'reconnect',
    })
  })

  it('says that it is trying when the time has come', () => {
    expect(connectionWords(view({ status: 'waiting', retryAt: 5_000 }), 6_000)).toMatchObject({
      key: 'trying',
      seconds: 0,
    })
  })

  it('distinguishes a busy and a restarting server from a broken line', () => {
    const waiting = { status: 'waiting', retryAt: 9_000 } as const
    expect(connectionWords(view({ ...waiting, ...closedBy(CLOSE.BUSY) }), 0).key).toBe('busy')
    expect(connectionWords(view({ ...waiting, ...closedBy(CLOSE.RESTART) }), 0).key).toBe('restart')
    expect(connectionWords(view({ ...waiting, ...closedBy(CLOSE.ABNORMAL) }), 0).key).toBe('waiting')
  })

  it('does not flicker between waiting and connecting on the way back', () => {
    expect(connectionWords(view({ status: 'connecting' }), 0).key).toBe('connecting')
    expect(connectionWords(view({ status: 'connecting', ...closedBy(CLOSE.ABNORMAL) }), 0).key).toBe('trying')
  })

  it('says "offline" also while it tries to reach the server all the same', () => {
    expect(connectionWords(view({ status: 'offline', online: false }), 0).key).toBe('offline')
    expect(connectionWords(view({ status: 'connecting', online: false }), 0)).toMatchObject({
      key: 'offline',
      action: 'reconnect',
    })
  })

  it('offers what helps: a new page for an ended session, nothing to who was removed', () => {
    expect(connectionWords(view({ status: 'stopped', ...closedBy(CLOSE.POLICY) }), 0)).toMatchObject({
      key: 'session',
      action: 'reload',
    })
    expect(connectionWords(view({ status: 'stopped', ...closedBy(CLOSE.POLICY) }), 0, true)).toMatchObject({
      key: 'signedOut',
      action: 'signIn',
    })
    expect(connectionWords(view({ status: 'stopped', ...closedBy(CLOSE.KICKED) }), 0)).toMatchObject({
      key: 'removed',
      action: null,
    })
    expect(connectionWords(view({ status: 'stopped' }), 0)).toMatchObject({ key: 'stopped', action: 'reconnect' })
  })
})
