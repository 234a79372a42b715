import { PASSWORD } from '../../../../support/people'
import {
  DELETE, DELETE_OWN, DESTROY, EDIT, INVITE, JOIN, LEAVE, LIST, MANAGE, MODERATE, NAME, OWN, POST, READ, READERS,
  ROLES, SEND, type Allowed, type Kind,
} from './askers'

type Request = readonly [how: string, body?: object]

/** What a request is about. */
interface Subject {
  readonly room: string
  readonly kind: Kind
  /** A message of the member. */
  readonly seq: number
  /** An owner of the room, except in a talk of two. */
  readonly other: string
}

/** A form of a request: the least that shows whether it is allowed. Where it can, it asks for what is not there. */
type Form = (about: Subject) => Request

interface InRoom {
  readonly allowed: Allowed
  /** Each form in which it may be asked. Together they have every field of its input. */
  readonly forms: readonly (Form | { readonly ask: Form, readonly allowed: Allowed })[]
  /** Asked of a caller without a session before anything else, except where scripts may come, too. */
  readonly open?: true
}

/** Fields of a form, as a page without a script sends them. */
function formData(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}

/** Every request about one room. */
export const IN_ROOM: Readonly<Record<string, InRoom>> = {
  readRoom: { allowed: READ, forms: [({ room }) => [`GET /api/rooms/${room}`]] },
  changeRoom: {
    allowed: MANAGE,
    forms: [
      ({ room }) => [`PATCH /api/rooms/${room}`, { topic: 'another', emoji: '' }],
      ({ room, kind }) => [`PATCH /api/rooms/${room}`, { readOnly: kind === 'readOnly', slowSeconds: 0 }],
      { allowed: NAME, ask: ({ room }) => [`PATCH /api/rooms/${room}`, { title: 'Design' }] },
      { allowed: NAME, ask: ({ room, kind }) => [`PATCH /api/rooms/${room}`, { archived: kind === 'archived' }] },
    ],
  },
  setRoomPicture: {
    allowed: MANAGE, forms: [({ room }) => [`PUT /api/rooms/${room}/picture`, { data: 'bm90IGEgcGljdHVyZQ==' }]],
  },
  removeRoomPicture: { allowed: MANAGE, forms: [({ room }) => [`DELETE /api/rooms/${room}/picture`]] },
  deleteRoom: { allowed: DESTROY, forms: [({ room }) => [`DELETE /api/rooms/${room}`, { title: 'not its title' }]] },
  joinRoom: { allowed: JOIN, forms: [({ room }) => [`POST /api/rooms/${room}/join`]] },
  leaveRoom: { allowed: LEAVE, forms: [({ room }) => [`POST /api/rooms/${room}/leave`]] },
  changeMine: {
    allowed: OWN,
    forms: [
      ({ room }) => [`PATCH /api/rooms/${room}/mine`, { favourite: true }],
      ({ room }) => [`PATCH /api/rooms/${room}/mine`, { notify: 'all' }],
    ],
  },
  listMembers: {
    allowed: LIST,
    forms: ['', '?q=o', '?after=nowhere'].map(query => ({ room }) => [`GET /api/rooms/${room}/members${query}`]),
  },
  listSeen: { allowed: LIST, forms: [({ room }) => [`GET /api/rooms/${room}/seen?seq=1`]] },
  markUnread: { allowed: READ, forms: [({ room, seq }) => [`POST /api/rooms/${room}/unread`, { seq }]] },
  addMember: { allowed: INVITE, forms: [({ room }) => [`POST /api/rooms/${room}/members`, { person: 'u_nobody' }]] },
  changeMember: {
    allowed: MODERATE,
    forms: [
      ({ room }) => [`PUT /api/rooms/${room}/members/u_nobody`, { mutedSeconds: 0, reason: 'none' }],
      { allowed: ROLES, ask: ({ room, other }) => [`PUT /api/rooms/${room}/members/${other}`, { role: 'owner' }] },
    ],
  },
  removeMember: {
    allowed: MODERATE,
    forms: [undefined, { reason: 'none' }].map(body => ({ room }) => [`DELETE /api/rooms/${room}/members/u_nobody`, body]),
  },
  ban: {
    allowed: MODERATE,
    forms: [undefined, { reason: 'none' }].map(body => ({ room }) => [`PUT /api/rooms/${room}/bans/u_nobody`, body]),
  },
  unban: {
    allowed: MODERATE,
    forms: [undefined, { reason: 'none' }].map(body => ({ room }) => [`DELETE /api/rooms/${room}/bans/u_nobody`, body]),
  },
  listAudit: {
    allowed: MODERATE, forms: ['', '?before=1_nothing'].map(query => ({ room }) => [`GET /api/rooms/${room}/audit${query}`]),
  },
  createInvite: {
    allowed: INVITE,
    forms: [{}, { expiresInDays: 0, maxUses: 1 }].map(body => ({ room }) => [`POST /api/rooms/${room}/invites`, body]),
  },
  listInvites: { allowed: INVITE, forms: [({ room }) => [`GET /api/rooms/${room}/invites`]] },
  revokeInvite: { allowed: INVITE, forms: [({ room }) => [`DELETE /api/rooms/${room}/invites/nocode`]] },
  readMessages: {
    allowed: READERS,
    forms: ['', '?before=2', '?after=0', '?around=1', '?limit=1', '?before=2&limit=1']
      .map(query => ({ room }) => [`GET /api/rooms/${room}/messages${query}`]),
    open: true,
  },
  editMessage: {
    allowed: EDIT, forms: [({ room, seq }) => [`PATCH /api/rooms/${room}/messages/${seq}`, { text: 'edited' }]],
  },
  deleteMessage: {
    allowed: DELETE,
    forms: ['', '?reason=none'].map(query => ({ room, seq }) => [`DELETE /api/rooms/${room}/messages/${seq}${query}`]),
  },
  sendMessage: {
    allowed: POST,
    forms: [
      ({ room }) => ['POST /send/', { data: 'hello', channel: room, clientId: `c_${room}` }],
      ({ room }) => ['POST /send/', new URLSearchParams({ data: 'hello', channel: room })],
      ({ room }) => ['POST /send/', formData({ data: 'hello', channel: room })],
      ({ room }) => [`POST /send/?data=hello&channel=${room}`],
    ],
    open: true,
  },
}

/** The requests of one form each. */
export function formsOf({ allowed, forms }: InRoom): readonly { readonly ask: Form, readonly allowed: Allowed }[] {
  return forms.map(form => typeof form === 'function' ? { ask: form, allowed } : form)
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
  exportAccount: ['session', 'GET /api/account/export'],
  eraseAccount: ['session', 'POST /api/account/erase', { password: 'wrong' }],
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
  /** Where it is not allowed it has no answer: others hear nothing. */
  typing: SEND,
  listen: 'tells of rooms in the list of the user alone; all others are answered as gone',
  leave: 'takes, and gives nothing',
  ping: 'names no room',
  active: 'names no room',
  watch: 'names users, whose presence everybody with a session may see unless they hide it',
}

/** Requests of the tables above that have routes of their own and tests of their own. */
export const OTHER_ROUTES = ['rename', 'health']

/** Files of `server/api` and `server/routes` that the API does not describe, and what decides there. */
export const OTHER_FILES: Readonly<Record<string, string>> = {
  'GET /api/openapi.json': 'the document of the API, the same for everybody',
  'GET /api/docs': 'the same document to read',
  'GET /api/pictures/{hash}': 'whoever knows the hash of a picture may see it (SECURITY.md)',
  'GET /readyz': 'the state of the process; details for scrapers only (tests/integration/server/app/health)',
  'GET /metrics': 'for scrapers only (tests/integration/server/app/metrics)',
  'OPTIONS /send/': 'says which headers a page may send',
  'GET /wb/': 'the socket: FRAMES, and its door below',
}
