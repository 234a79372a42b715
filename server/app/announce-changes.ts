import { CLOSE } from '#shared/close-codes'
import { encodeEvents } from '../core/wire/encode'
import { textFrame } from '../core/wire/ws-frame'
import type { Hub } from '../core/hub/hub'
import type { Peer } from '../core/hub/peer'
import type { Bus, ControlMessage, SignInMove } from '../core/bus/bus'
import type { Connections } from '../core/peers/connections'
import { accountOf } from '../domain/people/account-of'
import type { Principal } from '../core/principal'
import type { Announcer } from '../domain/rooms/announcer'
import { roomState, type RoomStatesDeps } from '../domain/rooms/room-states'
import { statesInside } from '../domain/rooms/states-inside'
import { faceOf, type People } from '../domain/people/people'
import type { PlaceSettings } from '../domain/people/settings/place-settings'
import type { SignIns } from '../domain/people/sign-ins'
import type { KeyedMutex } from '../platform/event-loop/keyed-mutex'
import { IDS_PER_READ } from '../platform/limits/server-limits'
import { logger } from '../platform/logging/logger'

export interface ChangesDeps {
  readonly bus: Pick<Bus, 'control'>
  readonly hub: Pick<Hub, 'evict' | 'peersIn' | 'face'>
  readonly connections: () => Pick<Connections, 'of' | 'tell' | 'endSignIns' | 'changed' | 'hides' | 'renamed' | 'users'>
  readonly people: People
  readonly signIns: SignIns
  readonly states: RoomStatesDeps
  readonly settings: Pick<PlaceSettings, 'refresh'>
  /** A user's updates are read and sent one by one, else an older state could follow a newer one. */
  readonly mutex: KeyedMutex
  /** The user may not be in the room any more. */
  readonly onOut: (room: string, person: string) => void
}

type Changed = Extract<ControlMessage, { type: 'room' | 'person' | 'face' | 'signed-out' | 'settings' }>

export interface Changes extends Omit<Announcer, 'read'> {
  /** To be called with a message of another process. */
  heard(message: Changed): void
  /**
   * Reads the room again, since it changed elsewhere, and removes peers that may not stay. Notifies the others.
   * @param caughtUp resolves when the peers have the events that the new state may rest on
   */
  recheck(room: string, people?: readonly string[], caughtUp?: Promise<unknown>): Promise<void>
  /** Removes peers that may not stay, by what this process knows of the room. */
  putOutStrangers(room: string): void
}

/** Announces changes to the connections of this process, and through the bus to the other processes. */
export function announceChanges(deps: ChangesDeps): Changes {
  const { bus, hub, people, signIns, states, settings, mutex } = deps
  /** Updates that wait for their turn, by user. Another change of the same thing joins the waiting update. */
  const waiting = new Map<string, Promise<void>>()

  /** From this tick on nothing of the room is written to the removed peers. */
  function putOut(room: string, mayStay: (peer: Peer) => boolean): void {
    for (const peer of hub.evict(room, mayStay)) {
      if (peer.wire === 'app') peer.write(textFrame(encodeEvents({ type: 'rooms', changed: [], gone: [room] })))
      else peer.close(CLOSE.KICKED)
    }
  }

  const putOutStrangers = (room: string) => putOut(room, ({ user }) => states.rooms.may(user, 'read', room))

  /** These users are out, before anything is read anew: an event that was written after it may follow at once. */
  function putOutNow(room: string, gone: readonly string[]): void {
    states.rooms.doubt(room)
    for (const person of gone) deps.onOut(room, person)
    putOut(room, ({ user }) => !user || !gone.includes(user.id))
  }

  async function recheck(room: string, told?: readonly string[], caughtUp?: Promise<unknown>): Promise<void> {
    const entry = await states.rooms.refresh(room)
    putOutStrangers(room)
    await caughtUp
    if (told) return void await Promise.all(told.map(person => tell(room, person, false)))
    // All users have a channel of the configuration: who connects just now may not be in it yet, and has no feed.
    const inside = states.rooms.isPinned(room)
      ? deps.connections().users()
      : hub.peersIn(room).flatMap(({ user, wire }) => user && wire === 'app' ? [user] : [])
    const users = [...new Map(inside.map(user => [user.id, user])).values()]
    if (entry?.room.kind === 'direct') return void await Promise.all(users.map(({ id }) => tell(room, id, true)))
    for (let at = 0; at < users.length; at += IDS_PER_READ) await tellAll(room, users.slice(at, at + IDS_PER_READ))
  }

  /** Sends these users the present state of the room. */
  function tellAll(room: string, users: readonly Principal[]): Promise<void> {
    return mutex.run(users.map(({ id }) => id), async () => {
      for await (const [person, state] of statesInside(states, room, users)) {
        deps.connections().tell(person, { type: 'rooms', changed: state ? [state] : [], gone: state ? [] : [room] })
      }
    })
  }

  /** Sends the user the present state of the room. */
  function tell(room: string, person: string, isInside: boolean): Promise<void> {
    const key = `${room} ${person} ${isInside}`
    const next = waiting.get(key) ?? mutex.run([person], () => {
      waiting.delete(key)
      return tellNow(room, person, isInside)
    })
    waiting.set(key, next)
    return next
  }

  async function tellNow(room: string, person: string, isInside: boolean): Promise<void> {
    const connections = deps.connections()
    const user: Principal | null | undefined = connections.of(person)[0]?.user
    if (!user) return
    const state = await roomState(states, user, room)
    // A user who looks at a channel without joining it keeps it while looking.
    const isTheirs = state && (isInside || state.pinned || state.role !== undefined)
    connections.tell(person, { type: 'rooms', changed: isTheirs ? [state] : [], gone: isTheirs ? [] : [room] })
  }

  async function personChanged(person: string, signIn?: SignInMove): Promise<void> {
    people.forget(person)
    if (signIn?.from !== undefined) signIns.forget(signIn.from)
    const stored = await people.find(person)
    const connections = deps.connections()
    if (!stored || stored.disabled) return connections.endSignIns(person, null)
    const { id, name, role } = stored
    connections.changed({ id, name, role }, signIn)
    connections.hides(person, stored.hidesPresence)
    const account = connections.of(person).length > 0 ? await accountOf(states.db, stored) : undefined
    connections.tell(person, { type: 'me', user: { id, name }, ...(account ? { account } : {}) })
  }

  async function faceChanged(person: string): Promise<void> {
    people.forget(person)
    const stored = await people.find(person)
    const face = stored && faceOf(stored)
    // Of the users without a handle only an erased one has a face.
    if (face) hub.face(face, stored.handle === null)
  }

  function signedOut(person: string, ids: readonly string[] | null): void {
    people.forget(person)
    for (const id of ids ?? []) signIns.forget(id)
    deps.connections().endSignIns(person, ids)
  }

  function apply(message: Changed): unknown {
    switch (message.type) {
      case 'room': return recheck(message.room, message.people)
      case 'person': return mutex.run([message.person], () => personChanged(message.person, message.signIn))
      case 'face': return mutex.run([message.person], () => faceChanged(message.person))
      case 'signed-out': return signedOut(message.person, message.signIns)
      case 'settings': return settings.refresh()
    }
  }

  function heard(message: Changed): void {
    if (message.type === 'room' && message.out) putOutNow(message.room, message.people ?? [])
    void Promise.resolve(apply(message)).catch((err: unknown) => {
      logger.warn({ err }, 'A change of rooms or people could not be announced. The next check of heads notices it.')
    })
  }

  return {
    heard,
    recheck,
    putOutStrangers,
    async room(room, told) {
      bus.control({ type: 'room', room, ...(told ? { people: told } : {}) })
      await recheck(room, told)
    },
    async out(room, gone) {
      bus.control({ type: 'room', room, people: gone, out: true })
      putOutNow(room, gone)
      await recheck(room, gone)
    },
    person(person, signIn) {
      const message = { type: 'person', person, ...(signIn ? { signIn } : {}) } as const
      bus.control(message)
      heard(message)
    },
    face(person) {
      const message = { type: 'face', person } as const
      bus.control(message)
      heard(message)
    },
    async settings() {
      bus.control({ type: 'settings' })
      await settings.refresh()
    },
    signedOut(person, ids) {
      bus.control({ type: 'signed-out', person, signIns: ids })
      signedOut(person, ids)
    },
    renamed(user, at) {
      people.forget(user.id)
      deps.connections().renamed(user, at)
      bus.control({ type: 'renamed', user: { id: user.id, name: user.name }, at })
    },
  }
}
