import { describe, expect, it } from 'vitest'
import { orHandleTaken } from '../../../../../../server/domain/people/accounts/taken'
import { UnstorableError } from '../../../../../../server/core/log/log'

// PostgreSQL's words were not recognized: of two users who wanted one handle at once, one got an error about a text
// that can't be stored.
describe('a handle that another user stored a moment before', () => {
  it.each([
    ['SQLite', new UnstorableError('UNIQUE constraint failed: person.handle (SQLITE_CONSTRAINT_UNIQUE)')],
    [
      'PostgreSQL',
      new UnstorableError('duplicate key value (23505)', {
        cause: Object.assign(new Error('duplicate key'), { code: '23505' }),
      }),
    ],
  ])('is taken, as %s says it', async (_, error) => {
    await expect(orHandleTaken(Promise.reject(error))).rejects.toMatchObject({ code: 'taken' })
  })

  it('is not the reason for other refusals', async () => {
    const error = new UnstorableError('value too long (22001)')
    await expect(orHandleTaken(Promise.reject(error))).rejects.toBe(error)
  })
})
