import { mount } from '@vue/test-utils'
import { h } from 'vue'
import { expect, it } from 'vitest'
import { violations } from './accessible'

it('a button without a name in a mounted component is found, and none once it is gone', async () => {
  const wrapper = mount(() => h('div', h('button', h('svg'))))
  expect(await violations()).toEqual([expect.stringContaining('button-name')])
  wrapper.unmount()
  expect(await violations()).toEqual([])
})
