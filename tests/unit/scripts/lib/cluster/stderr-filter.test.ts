import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { StderrFilter } from '../../../../../scripts/lib/cluster/stderr-filter.mjs'
import { waitFor } from '../../../../support/wait-for'

function workers() {
  const heard = new PassThrough()
  let text = ''
  heard.setEncoding('utf8').on('data', (part: string) => void (text += part))
  const speak = async (said: string, end = true) => {
    const from = new PassThrough()
    const filter = new StderrFilter(from, heard)
    from.write(said)
    if (end) from.end()
    await new Promise(resolve => setImmediate(resolve))
    return { from, filter }
  }
  return { speak, text: () => text }
}

describe('the filter of workers\' standard error', () => {
  it('prints the same error of several workers that fail to start once', async () => {
    const { speak, text } = workers()
    for (let worker = 0; worker < 3; worker++) await speak('The database is newer.\n')
    await speak('The disk is full.\n')
    await waitFor(() => expect(text()).toBe('The database is newer.\nThe disk is full.\n'))
  })

  it('forwards the output of a worker that has started at once', async () => {
    const { speak, text } = workers()
    const { from, filter } = await speak('warming up\n', false)
    expect(text()).toBe('')
    filter.release()
    from.write('again\n')
    from.write('again\n')
    await waitFor(() => expect(text()).toBe('warming up\nagain\nagain\n'))
  })
})
