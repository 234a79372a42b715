import type { BusHandlers, ControlMessage } from '../core/bus/bus'
import type { Hub } from '../core/hub/hub'
import type { Tally } from '../core/metrics/tally'
import type { Connections } from '../core/peers/connections'
import type { PeoplePresence } from '../core/presence/people/people-presence'
import type { Presence } from '../core/presence/presence'
import type { Typing } from '../core/presence/typing'
import type { People } from '../domain/people/people'
import type { SignIns } from '../domain/people/sign-ins'
import type { RoomDirectory } from '../domain/rooms/directory'
import type { ReadMarks } from '../domain/rooms/read-marks'
import type { SmallRooms } from '../domain/rooms/seen/small-rooms'
import type { Changes } from './announce-changes'
import type { ConnectionsCheck } from './check-connections'

export interface HearBusDeps {
  readonly tally: Pick<Tally, 'heard'>
  readonly hub: Pick<Hub, 'deliver' | 'deliverExternal' | 'checkHeads'>
  readonly connections: Pick<Connections, 'renamed'>
  readonly people: Pick<People, 'forget' | 'forgetAll'>
  readonly signIns: Pick<SignIns, 'forgetAll'>
  readonly presence: Pick<Presence, 'refresh'>
  readonly peoplePresence: Pick<PeoplePresence, 'refresh'>
  readonly readMarks: Pick<ReadMarks, 'heard'>
  readonly rooms: Pick<RoomDirectory, 'may' | 'doubt'>
  readonly smallRooms: Pick<SmallRooms, 'forget'>
  readonly typing: Pick<Typing, 'heard'>
  readonly changes: Pick<Changes, 'heard'>
  readonly check: Pick<ConnectionsCheck, 'run'>
}

/** What this process does with what other processes send. */
export function hearBus(deps: HearBusDeps): BusHandlers {
  const { tally, hub, people, signIns, rooms, check } = deps
  return {
    events: (room, events) => {
      if (events[0]) tally.heard(events[0].at)
      hub.deliver(room, events)
    },
    external: (room, text) => hub.deliverExternal(room, text),
    control: message => void control(deps, message),
    // Whatever other processes sent meanwhile is lost.
    onConnected: () => {
      people.forgetAll()
      signIns.forgetAll()
      rooms.doubt()
      void hub.checkHeads()
      void check.run()
    },
  }
}

function control(deps: HearBusDeps, message: ControlMessage): unknown {
  const { connections, people, presence, peoplePresence, readMarks, rooms, smallRooms, typing, changes } = deps
  switch (message.type) {
    case 'renamed':
      people.forget(message.user.id)
      return connections.renamed(message.user, message.at)
    case 'presence':
      return presence.refresh(message.room, message.left)
    case 'people':
      return peoplePresence.refresh(message)
    case 'read': {
      const { person, room, seq, generation = 0 } = message
      return readMarks.heard(person, { room, seq, generation })
    }
    case 'typing':
      // What a removed user typed in another process may come after the removal.
      return rooms.may(message.user, 'read', message.room) && typing.heard(message.room, message.user, message.stop)
    case 'room':
      smallRooms.forget(message.room)
      return changes.heard(message)
    default:
      return changes.heard(message)
  }
}
