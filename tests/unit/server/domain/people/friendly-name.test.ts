import { describe, expect, it } from 'vitest'
import { userNameSchema } from '#shared/schemas/user'
import { friendlyName } from '../../../../../server/domain/people/friendly-name'

describe('the name that is offered', () => {
  it('is one that a person may have', () => {
    for (let count = 0; count < 50; count++) expect(userNameSchema.safeParse(friendlyName('en')).success).toBe(true)
  })

  it('is in the language that the browser prefers', () => {
    expect(friendlyName('zh-CN,zh;q=0.9,en;q=0.8')).toMatch(/^\p{Script=Han}+$/u)
    expect(friendlyName('en,zh;q=0.8')).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/)
    expect(friendlyName(undefined)).toMatch(/^[A-Z]/)
  })
})
