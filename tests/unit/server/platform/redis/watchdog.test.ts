import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchLink, type WatchedLink } from '../../../../../server/platform/redis/watchdog'

type Link = { -readonly [Key in keyof WatchedLink]: WatchedLink[Key] } & { pings: number, cuts: unknown[] }

function fakeLink(status: WatchedLink['status'], ping: () => Promise<'PONG'>): Link {
  const link: Link = {
    status,
    stream: { bytesRead: 0 },
    pings: 0,
    cuts: [],
    ping: () => {
      link.pings++
      return ping()
    },
    disconnect: reconnect => void link.cuts.push(reconnect),
  }
  return link
}

const pong = async () => 'PONG' as const
const silence = () => new Promise<'PONG'>(() => {})

describe('the watchdog', () => {
  let stop = () => {}

  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    stop()
    vi.useRealTimers()
  })

  function watch(link: Link) {
    let silences = 0
    stop = watchLink(link, { intervalMs: 1_000, deadlineMs: 500, onSilence: () => silences++ })
    return { silences: () => silences }
  }

  it('leaves a link alone that answers', async () => {
    const link = fakeLink('ready', pong)
    const { silences } = watch(link)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(link.pings).toBeGreaterThan(10)
    expect([silences(), link.cuts]).toEqual([0, []])
  })

  it('cuts a link that does not answer, so that it is made again', async () => {
    const link = fakeLink('ready', silence)
    const { silences } = watch(link)
    await vi.advanceTimersByTimeAsync(1_600)
    expect([silences(), link.cuts]).toEqual([1, [true]])
  })

  it('cuts a new connection whose handshake is not answered', async () => {
    const link = fakeLink('connect', pong)
    watch(link)
    await vi.advanceTimersByTimeAsync(1_600)
    expect([link.pings, link.cuts]).toEqual([0, [true]])
  })

  it('leaves a link alone that still has much to read before the answer', async () => {
    const link = fakeLink('ready', silence)
    watch(link)
    await vi.advanceTimersByTimeAsync(1_200)
    link.stream = Object.assign(link.stream ?? {}, { bytesRead: 1_000_000 })
    await vi.advanceTimersByTimeAsync(400)
    expect(link.cuts).toEqual([])
  })

  it('does not cut the connection that came after the one it asked', async () => {
    const link = fakeLink('ready', silence)
    watch(link)
    await vi.advanceTimersByTimeAsync(1_200)
    link.stream = { bytesRead: 0 }
    await vi.advanceTimersByTimeAsync(400)
    expect(link.cuts).toEqual([])
  })

  it('asks nothing of a link that is being made', async () => {
    const link = fakeLink('reconnecting', silence)
    watch(link)
    await vi.advanceTimersByTimeAsync(10_000)
    expect([link.pings, link.cuts]).toEqual([0, []])
  })

  it('survives a ping that fails', async () => {
    const link = fakeLink('ready', () => Promise.reject(new Error('Connection is closed.')))
    watch(link)
    link.status = 'ready'
    await vi.advanceTimersByTimeAsync(1_200)
    link.status = 'reconnecting'
    await vi.advanceTimersByTimeAsync(400)
    expect(link.cuts).toEqual([])
  })

  it('stops on request', async () => {
    const link = fakeLink('ready', silence)
    watch(link)
    await vi.advanceTimersByTimeAsync(1_200)
    stop()
    await vi.advanceTimersByTimeAsync(10_000)
    expect([link.pings, link.cuts]).toEqual([1, []])
  })
})
