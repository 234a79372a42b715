import { describe, expect, it } from 'vitest'
import { folderProblem } from '../../../../scripts/lib/folder-name.mjs'

describe('the folder of the repository', () => {
  it.each([
    '/srv/parley', '/home/Ada Lovelace/parley', '/srv/übung/聊天', '/srv/$x,y', '/srv/p+@~&=;^!',
  ])('the folder of the repository may be %s', (root) => {
    expect(folderProblem(root)).toBeNull()
  })

  it.each([
    ['/srv/parley-main (1)', '( )', 'mv \'/srv/parley-main (1)\' \'/srv/parley-main-1\''],
    ['/srv/a[1]', '[ ]', '\'/srv/a1\''],
    ['/srv/#1', '#', '\'/srv/1\''],
    ['/srv/100%', '%', '\'/srv/100\''],
    ['/srv/it\'s', '\'', 'mv \'/srv/it\'\\\'\'s\' \'/srv/its\''],
    ['/srv/(1)/parley', '( )', 'mv \'/srv/(1)/parley\' ~/parley'],
    ['/srv/()', '( )', '\'/srv/parley\''],
  ])('is refused where it is %s, with what is in the way and how to rename it', (root, found, command) => {
    expect(folderProblem(root)).toContain(`because of ${found} in its path`)
    expect(folderProblem(root)).toContain(command)
  })
})
