import { describe, expect, it } from 'vitest'
import { StepQueue } from '../../../../../server/core/hub/step-queue'

const tick = () => new Promise<void>(resolve => setImmediate(resolve))

/** Steps that take a millisecond each, noted as they are done. */
function setUp(sliceMs: number) {
  let now = 0
  const queue = new StepQueue(sliceMs, () => now)
  const done: string[] = []
  const peer = (name: string, address: string) => ({ name, address })
  const step = (of: { readonly name: string, readonly address: string }) => queue.run(of, () => {
    now++
    done.push(of.name)
  })
  return { queue, done, peer, step }
}

describe('the steps of peers that are caught up', () => {
  it('are done at once for a peer that is alone', () => {
    const { done, peer, step } = setUp(2)
    void step(peer('ada', 'home'))
    expect(done).toEqual(['ada'])
  })

  it('are one per tick for one peer, however many it asks for', async () => {
    const { done, peer, step } = setUp(100)
    const ada = peer('ada', 'home')
    void (async () => {
      for (let count = 0; count < 10; count++) await step(ada)
    })()
    for (let ticks = 1; ticks <= 9; ticks++) {
      expect(done).toHaveLength(ticks)
      await tick()
    }
  })

  it('the steps of all peers that are caught up take no more of a tick than their slice', async () => {
    const { done, peer, step } = setUp(3)
    const all = Promise.all(Array.from({ length: 20 }, (_, index) => step(peer(`p${index}`, `address ${index}`))))
    for (let ticks = 1; ticks <= 6; ticks++) {
      expect(done).toHaveLength(3 * ticks)
      await tick()
    }
    await all
    expect(done).toHaveLength(20)
  })

  it('are in turn by address, so that many peers of one address wait for each other and not others for them', async () => {
    const { done, peer, step } = setUp(1)
    const crowd = Array.from({ length: 50 }, (_, index) => peer(`crowd ${index}`, 'one address'))
    const all = crowd.map(step)
    all.push(step(peer('ada', 'home')), step(peer('ben', 'office')))
    for (let ticks = 0; ticks < 4; ticks++) await tick()
    expect(done.slice(0, 4)).toEqual(['crowd 0', 'crowd 1', 'ada', 'ben'])
    await Promise.all(all)
    expect(done).toHaveLength(52)
    expect(done.filter(name => name.startsWith('crowd'))).toEqual(crowd.map(({ name }) => name))
  })

  it('fail alone', async () => {
    const { queue, done, peer, step } = setUp(2)
    const failing = queue.run(peer('eve', 'home'), () => {
      throw new Error('no memory')
    })
    await Promise.all([expect(failing).rejects.toThrow('no memory'), step(peer('ada', 'home'))])
    expect(done).toEqual(['ada'])
  })
})
