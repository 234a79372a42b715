import { PASSWORD } from '../../../../support/people'
import {
  DELETE, DELETE_OWN, DESTROY, EDIT, INVITE, JOIN, LEAVE, LIST, MANAGE, MODERATE, OWN, POST, READ, READERS, SEND,
  type Allowed,
} from './askers'

type Request = readonly [how: string, body?: object]

interface InRoom {
  readonly allowed: Allowed
  /** What is asked: the least that shows whether it is allowed. Where it can, it asks for what is not there. */
  readonly ask: (room: string, seq: number) => Request
  /** Asked of a caller without a session before anything else, except where scripts may come, too. */
  readonly open?: true
}

/** Every request about one room. `seq` is a message of the member. */
export const IN_ROOM: Readonly<Record<string, InRoom>> = {
  readRoom: { allowed: READ, ask: room => [`GET /api/rooms/${room}`] },
  changeRoom: { allowed: MANAGE, ask: room => [`PATCH /api/rooms/${room}`, { topic: 'another' }] },
  setRoomPicture: {
    allowed: MANAGE, ask: room => [`PUT /api/rooms/${room}/picture`, { data: 'bm90IGEgcGljdHVyZQ==' }],
  },
  removeRoomPicture: { allowed: MANAGE, ask: room => [`DELETE /api/rooms/${room}/picture`] },
  deleteRoom: { allowed: DESTROY, ask: room => [`DELETE /api/rooms/${room}`, { title: 'not its title' }] },
  joinRoom: { allowed: JOIN, ask: room => [`POST /api/rooms/${room}/join`] },
  leaveRoom: { allowed: LEAVE, ask: room => [`POST /api/rooms/${room}/leave`] },
  changeMine: { allowed: OWN, ask: room => [`PATCH /api/rooms/${room}/mine`, { favourite: true }] },
  listMembers: { allowed: LIST, ask: room => [`GET /api/rooms/${room}/members`] },
  listSeen: { allowed: LIST, ask: room => [`GET /api/rooms/${room}/seen?seq=1`] },
  markUnread: { allowed: READ, ask: (room, seq) => [`POST /api/rooms/${room}/unread`, { seq }] },
  addMember: { allowed: INVITE, ask: room => [`POST /api/rooms/${room}/members`, { person: 'u_nobody' }] },
  changeMember: { allowed: MODERATE, ask: room => [`PUT /api/rooms/${room}/members/u_nobody`, { mutedSeconds: 0 }] },
  removeMember: { allowed: MODERATE, ask: room => [`DELETE /api/rooms/${room}/members/u_nobody`] },
  ban: { allowed: MODERATE, ask: room => [`PUT /api/rooms/${room}/bans/u_nobody`] },
  unban: { allowed: MODERATE, ask: room => [`DELETE /api/rooms/${room}/bans/u_nobody`] },
  listAudit: { allowed: MODERATE, ask: room => [`GET /api/rooms/${room}/audit`] },
  createInvite: { allowed: INVITE, ask: room => [`POST /api/rooms/${room}/invites`, {}] },
  listInvites: { allowed: INVITE, ask: room => [`GET /api/rooms/${room}/invites`] },
  revokeInvite: { allowed: INVITE, ask: room => [`DELETE /api/rooms/${room}/invites/nocode`] },
  readMessages: { allowed: READERS, ask: room => [`GET /api/rooms/${room}/messages`], open: true },
  editMessage: { allowed: EDIT, ask: (room, seq) => [`PATCH /api/rooms/${room}/messages/${seq}`, { text: 'edited' }] },
  deleteMessage: { allowed: DELETE, ask: (room, seq) => [`DELETE /api/rooms/${room}/messages/${seq}`] },
  sendMessage: { allowed: POST, ask: room => ['POST /send/', { data: 'hello', channel: room }], open: true },
}

/** Every request that names no room, and the least that may ask. */
export const ELSEWHERE: Readonly<Record<string, readonly [who: 'anybody' | 'session' | 'account' | 'owner', ...Request]>> = {
  readSession: ['anybody', 'GET /api/session'],
  claimPlace: ['anybody', 'POST /api/owner', { code: 'nocode', name: 'N', handle: 'nobody', password: PASSWORD }],
  makeAccountLink: ['owner', 'POST /api/account-links', {}],
  signUp: ['session', 'POST /api/account', { handle: 'one_member', password: PASSWORD }],
  signIn: ['anybody', 'POST /api/sign-in', { handle: 'nobody', password: 'wrong' }],
  listSignIns: ['account', 'GET /api/sign-ins'],
  endSignIn: ['account', 'DELETE /api/sign-ins/nowhere'],
  endOtherSignIns: ['account', 'DELETE /api/sign-ins'],
  readAccount: ['account', 'GET /api/account'],
  changeAccount: ['account', 'PATCH /api/account', {}],
  changePassword: ['account', 'PUT /api/account/password', { current: 'wrong', password: PASSWORD }],
  changeMail: ['account', 'PUT /api/account/mail', { mail: null, password: 'wrong' }],
  beginTotp: ['account', 'POST /api/account/totp'],
  confirmTotp: ['account', 'PUT /api/account/totp', { code: '000000' }],
  endTotp: ['account', 'DELETE /api/account/totp', { password: 'wrong' }],
  linkProvider: ['account', 'POST /api/account/oidc/nobody', { password: 'wrong' }],
  unlinkProvider: ['account', 'DELETE /api/account/oidc', { password: 'wrong' }],
  exportAccount: ['account', 'GET /api/account/export'],
  eraseAccount: ['account', 'POST /api/account/erase', { password: 'wrong' }],
  requestReset: ['anybody', 'POST /api/reset-request', { handle: 'nobody' }],
  resetPassword: ['anybody', 'POST /api/reset', { code: 'nocode', password: PASSWORD }],
  makeResetLink: ['owner', 'POST /api/people/u_nobody/reset-link', {}],
  startOidc: ['anybody', 'GET /api/oidc/nobody/start'],
  finishOidc: ['anybody', 'GET /api/oidc/nobody/callback'],
  disableAccount: ['owner', 'PUT /api/people/u_nobody/disabled', { disabled: true }],
  changeRole: ['owner', 'PUT /api/people/u_nobody/role', { role: 'member' }],
  setPicture: ['account', 'PUT /api/account/picture', { data: 'bm90IGEgcGljdHVyZQ==' }],
  removePicture: ['account', 'DELETE /api/account/picture'],
  readFaces: ['session', 'POST /api/people', { ids: [] }],
  findPeople: ['account', 'GET /api/people?q=a'],
  readPerson: ['session', 'GET /api/people/u_nobody'],
  blockPerson: ['account', 'PUT /api/blocks/u_nobody'],
  unblockPerson: ['account', 'DELETE /api/blocks/u_nobody'],
  listBlocked: ['account', 'GET /api/blocks'],
  readSettings: ['anybody', 'GET /api/settings'],
  changeSettings: ['owner', 'PATCH /api/settings', {}],
  listDeeds: ['owner', 'GET /api/audit'],
  listRooms: ['session', 'GET /api/list'],
  browseRooms: ['account', 'GET /api/rooms'],
  createRoom: ['account', 'POST /api/rooms', { kind: 'private', title: 'Design' }],
  readAll: ['session', 'POST /api/rooms/read-all'],
  openDirect: ['account', 'PUT /api/direct/u_nobody'],
  previewInvite: ['anybody', 'GET /api/invites/nocode'],
  acceptInvite: ['session', 'POST /api/invites/nocode/accept'],
  // The last: it ends what the others ask with.
  signOut: ['session', 'POST /api/sign-out'],
}

/** Every frame of the socket: who is allowed it, or why it needs no decision. */
export const FRAMES: Readonly<Record<string, Allowed | string>> = {
  join: READ,
  read: READ,
  send: SEND,
  edit: EDIT,
  delete: DELETE_OWN,
  typing: 'is heard of users who joined the room, and decided as `send` is',
  listen: 'tells of rooms in the list of the user alone; all others are answered as gone',
  leave: 'takes, and gives nothing',
  ping: 'names no room',
  active: 'names no room',
  watch: 'names users, whose presence everybody with a session may see unless they hide it',
}

/** Requests of the tables above that have routes of their own and tests of their own. */
export const OTHER_ROUTES = ['rename', 'health']
