import { describe, expect, it } from 'vitest'
import { clientChunks, staticallyNeeded } from '../../../scripts/client-chunks'

const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  entry: ['vue', 'router'],
  chat: ['vue', 'button', 'timeline'],
  list: ['vue', 'row', 'avatar', 'timeline'],
  menu: ['vue', 'button', 'switch', 'avatar', 'sheet'],
  settings: ['vue', 'button', 'switch', 'qr'],
  button: ['vue'],
}

const find = (id: string) => ({ importedIds: IMPORTS[id] ?? [] })

const nameOf = clientChunks({ start: 'entry', chat: 'chat', list: ['list'], later: ['menu'], others: ['settings'] })
const named = (id: string) => nameOf(id, { getModuleInfo: find })

describe('the files of the page\'s program', () => {
  it('keeps what every screen needs apart from what only the chat needs', () => {
    expect(['entry', 'router', 'vue', 'button'].map(named)).toEqual(['shared', 'shared', 'shared', 'shared'])
    expect(['chat', 'timeline'].map(named)).toEqual(['chat', 'chat'])
  })

  it('makes the first page wait for nothing that comes later', () => {
    expect(['list', 'row', 'avatar'].map(named)).toEqual(['list', 'list', 'list'])
    expect(['menu', 'sheet'].map(named)).toEqual(['later', 'later'])
  })

  it('puts what later parts share with other screens into one file, and leaves the rest to Rollup', () => {
    expect(['switch', 'settings', 'qr'].map(named)).toEqual(['more', undefined, undefined])
  })

  it('takes modules that import each other once', () => {
    const circle = (id: string) => ({ importedIds: [id === 'a' ? 'b' : 'a'] })
    expect([...staticallyNeeded(['a'], circle)]).toEqual(['a', 'b'])
  })
})
