import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ClusterPermits, type Primary } from '../../../../../server/core/hub/cluster-permits'
import { PERMIT_WAIT_MAX_MS } from '../../../../../server/platform/limits/server-limits'

class FakePrimary extends EventEmitter implements Primary {
  readonly heard: string[] = []
  connected = true

  send({ type }: { readonly type: string }): void {
    this.heard.push(type)
  }

  isConnected(): boolean {
    return this.connected
  }

  says(type: string): void {
    this.emit('message', { type })
  }
}

let primary: FakePrimary
let permits: ClusterPermits

beforeEach(() => {
  vi.useFakeTimers()
  primary = new FakePrimary()
  permits = new ClusterPermits(primary)
})

afterEach(() => vi.useRealTimers())

describe('the permits of a worker', () => {
  it('are given at once while the primary process has not said that it gives them', () => {
    const grant = vi.fn()
    permits.ask(grant)
    expect(grant).toHaveBeenCalledOnce()
    permits.release()
    expect(primary.heard).toEqual(['parley:permits:hello'])
  })

  it('come from the primary process, each once', () => {
    primary.says('parley:permits:shared')
    const grant = vi.fn()
    permits.ask(grant)
    expect(grant).not.toHaveBeenCalled()
    primary.says('parley:permits:granted')
    primary.says('parley:permits:granted')
    expect(grant).toHaveBeenCalledOnce()
    permits.release()
    expect(primary.heard).toEqual(['parley:permits:hello', 'parley:permits:ask', 'parley:permits:release'])
  })

  it('are not waited for without end', () => {
    primary.says('parley:permits:shared')
    const grant = vi.fn()
    permits.ask(grant)
    vi.advanceTimersByTime(PERMIT_WAIT_MAX_MS)
    expect(grant).toHaveBeenCalledOnce()
  })

  it('are not asked for when the primary process is gone', () => {
    primary.says('parley:permits:shared')
    primary.connected = false
    const grant = vi.fn()
    permits.ask(grant)
    expect(grant).toHaveBeenCalledOnce()
    permits.release()
    expect(primary.heard).toEqual(['parley:permits:hello'])
  })

  it('have nothing to do with what else is said', () => {
    primary.emit('message', 'parley:permits:shared')
    primary.emit('message', { type: 'parley:metrics:tell', id: 1 })
    const grant = vi.fn()
    permits.ask(grant)
    expect(grant).toHaveBeenCalledOnce()
  })
})
