import { sql } from 'kysely'
import { Together } from '../../../platform/cache/together'
import { IDS_PER_READ } from '../../../platform/limits/server-limits'
import type { PlaceDb } from '../../tables'
import { NOT_OPENED, ownOfEach, type Own } from '../memberships'
import { unreadCount } from '../unread-count'
import type { Marked } from '../unread-mentions'
import { feedVersions } from './read-feed'

/** A mark in a channel, with the number of unread messages. */
interface ChannelMark extends Marked {
  readonly generation: number
  readonly unread: number
}

/**
 * What each `hello` of a user with a known list has to read, for all users at once who connect meanwhile: after a cut
 * or a restart thousands do.
 */
export class CrowdReads {
  private readonly versions
  private readonly talks
  private readonly own
  private readonly marks

  /** @param channels of the configuration, which each list begins with */
  constructor(db: PlaceDb, channels: readonly string[]) {
    const perRead = IDS_PER_READ
    this.versions = new Together({ read: people => feedVersions(db, people), perRead })
    this.talks = new Together({ read: people => unopenedTalks(db, people), perRead })
    this.own = new Together({ read: people => ownOfEach(db, people, channels), perRead })
    this.marks = new Together({ read: people => marksOfEach(db, people, channels), perRead })
  }

  /** The version of the user's feed; 0 where it never moved. */
  async version(person: string): Promise<number> {
    return await this.versions.of(person) ?? 0
  }

  /** Whether somebody wrote to the user in a talk that the user has not opened. */
  async hasUnopenedTalk(person: string): Promise<boolean> {
    return await this.talks.of(person) ?? false
  }

  /** What the user is in the channels of the configuration. */
  async ownInChannels(person: string): Promise<ReadonlyMap<string, Own>> {
    return await this.own.of(person) ?? new Map()
  }

  /** The marks of the user in the channels of the configuration. */
  async marksInChannels(person: string): Promise<readonly ChannelMark[]> {
    return await this.marks.of(person) ?? []
  }
}

async function unopenedTalks(db: PlaceDb, people: readonly string[]): Promise<ReadonlyMap<string, true>> {
  const rows = await db.selectFrom('membership').innerJoin('room', 'room.id', 'membership.room')
    .select('membership.person')
    .where('membership.person', 'in', people).where('membership.state', '=', 'member')
    .where('membership.joined_at', '=', NOT_OPENED).where('room.last_seq', '>', 0).execute()
  return new Map(rows.map(({ person }) => [person, true]))
}

async function marksOfEach(
  db: PlaceDb, people: readonly string[], channels: readonly string[],
): Promise<ReadonlyMap<string, readonly ChannelMark[]>> {
  const rows = await db.selectFrom('read_mark').select([
    'read_mark.person', 'read_mark.room', 'read_mark.seq', 'read_mark.generation',
    unreadCount('read_mark.room', sql`read_mark.seq`, sql.ref('read_mark.person')).as('unread'),
  ]).where('person', 'in', people).where('room', 'in', channels).execute()
  const marks = new Map<string, ChannelMark[]>()
  for (const { person, room, seq, generation, unread } of rows) {
    const mark = { room, seq, generation, unread: Number(unread) }
    const marksThere = marks.get(person)
    if (marksThere) marksThere.push(mark)
    else marks.set(person, [mark])
  }
  return marks
}
