import type { Bus } from '../core/bus/bus'
import { Whereabouts } from '../core/peers/whereabouts'
import { openPeoplePresence } from '../core/presence/people/open'
import type { PeoplePresence } from '../core/presence/people/people-presence'
import { toMinute, Watches } from '../core/presence/people/watches'
import { encodeEvents } from '../core/wire/encode'
import { textFrame } from '../core/wire/ws-frame'
import { LastSeen } from '../domain/people/last-seen'
import type { People } from '../domain/people/people'
import type { PlaceDb } from '../domain/tables'
import type { RedisLinks } from '../platform/redis/connect'

export interface WhereaboutsDeps {
  readonly redis: RedisLinks | null
  readonly bus: Bus
  readonly db: PlaceDb
  readonly people: People
}

/** Where users are, when they were last seen, and who watches them. */
export interface OpenWhereabouts {
  readonly peoplePresence: PeoplePresence
  readonly lastSeen: LastSeen
  readonly watches: Watches
  readonly whereabouts: Whereabouts
}

export function openWhereabouts({ redis, bus, db, people }: WhereaboutsDeps): OpenWhereabouts {
  const peoplePresence = openPeoplePresence(redis, bus)
  const lastSeen = new LastSeen(db)
  const watches = new Watches({
    presence: peoplePresence,
    lastSeen: ids => lastSeen.read(ids),
    send: (peer, event) => peer.write(textFrame(encodeEvents(event))),
  })
  const whereabouts = new Whereabouts({
    presence: peoplePresence,
    watches,
    hides: async ({ id, session }) => session !== undefined && (await people.find(id))?.hidesPresence === true,
    onSeen: ({ id, session }) => session === undefined || lastSeen.add(id, toMinute(Date.now())),
  })
  return { peoplePresence, lastSeen, watches, whereabouts }
}
