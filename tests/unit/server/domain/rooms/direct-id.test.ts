import { describe, expect, it } from 'vitest'
import { roomIdSchema } from '#shared/schemas/room'
import { directId } from '../../../../../server/domain/rooms/direct/direct-id'

describe('the id of a talk', () => {
  it('is the same for both users, and another for each pair', () => {
    expect(directId('u_a', 'u_b')).toBe(directId('u_b', 'u_a'))
    expect(new Set([directId('u_a', 'u_b'), directId('u_a', 'u_c'), directId('u_a"', 'u_b')]).size).toBe(3)
  })

  it('is an id of a room', () => {
    expect(roomIdSchema.safeParse(directId('u_a', 'u_b')).success).toBe(true)
    expect(directId('u_a', 'u_b')).toMatch(/^d_[\w-]{22}$/)
  })
})
