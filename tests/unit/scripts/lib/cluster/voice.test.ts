import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { Voice } from '../../../../../scripts/lib/cluster/voice.mjs'
import { waitFor } from '../../../../support/wait-for'

function workers() {
  const heard = new PassThrough()
  let text = ''
  heard.setEncoding('utf8').on('data', (part: string) => void (text += part))
  const speak = async (said: string, end = true) => {
    const from = new PassThrough()
    const voice = new Voice(from, heard)
    from.write(said)
    if (end) from.end()
    await new Promise(resolve => setImmediate(resolve))
    return { from, voice }
  }
  return { speak, text: () => text }
}

describe('the voice of workers', () => {
  it('says the complaint of several that fail to start one after the other once', async () => {
    const { speak, text } = workers()
    for (let worker = 0; worker < 3; worker++) await speak('The database is newer.\n')
    await speak('The disk is full.\n')
    await waitFor(() => expect(text()).toBe('The database is newer.\nThe disk is full.\n'))
  })

  it('passes on at once what a worker that has started says', async () => {
    const { speak, text } = workers()
    const { from, voice } = await speak('warming up\n', false)
    expect(text()).toBe('')
    voice.free()
    from.write('again\n')
    from.write('again\n')
    await waitFor(() => expect(text()).toBe('warming up\nagain\nagain\n'))
  })
})
