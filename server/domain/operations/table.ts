import { PEOPLE_OPERATIONS } from '../people/operations'
import { PICTURE_OPERATIONS } from '../pictures/operations'
import { ROOM_OPERATIONS } from '../rooms/operations'
import type { Operation } from './define'

/**
 * Every operation there is: what a client asks for over HTTP, besides the commands of a room's log. Routes, the OpenAPI
 * document and the matrix of permissions are made from this table.
 */
export const OPERATIONS: readonly Operation[] = [...PEOPLE_OPERATIONS, ...PICTURE_OPERATIONS, ...ROOM_OPERATIONS]
