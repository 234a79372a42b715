/* Limits of rooms, members and read marks. */

/** Rooms besides the configured channels that a process remembers, about 1 KiB each, and more with their members. */
export const ROOMS_KNOWN_MAX = 20_000

/**
 * What a process knows of a room opens a door for this long. Then the count of taken rights is compared with the
 * database, whatever the bus said or lost: one query for all rooms that are used.
 */
export const ROOMS_TRUSTED_MS = 2_000

/** Ids in one query: SQLite takes 32,766 parameters, and a query of 500 takes a millisecond. */
export const IDS_PER_READ = 500

/** Read marks are stored together at this interval: each line that a user scrolls past would be a write. */
export const MARKS_SAVED_EVERY_MS = 500

/** Marks that could not be stored are tried again so often. */
export const MARKS_RETRIED_EVERY_MS = 5_000

/** Marks that wait while the database is away, about 200 bytes each. Above it one that could not be stored is lost. */
export const MARKS_WAITING_MAX = 100_000

/** Read marks in one statement. */
export const MARKS_PER_WRITE = 500

/** A refusal based on older knowledge of a room is decided again, with one read per room and this time at most. */
export const REFUSALS_TRUSTED_MS = 100

/** Members in one page of a room's list. */
export const MEMBERS_PAGE = 50

/** Channels in one answer to a search: a search by name finds the others. */
export const CHANNELS_SHOWN_MAX = 100

/** Entries of a moderation log that are shown. */
export const AUDIT_SHOWN_MAX = 200

/** Rooms of one user, direct rooms included: a list of these takes 300 kB. */
export const ROOMS_PER_PERSON_MAX = 5_000

/** Members of a private room, whose whole list a process keeps in memory: 1 MB. Channels have no limit. */
export const MEMBERS_PER_PRIVATE_ROOM_MAX = 10_000

/** Links of one member in one room, so that no member can use up the room's. */
export const INVITES_PER_MEMBER_MAX = 20

/** Links of a room that can be used: more are a sign of a script, and none is ever looked through. */
export const INVITES_PER_ROOM_MAX = 200

/** How long an invitation link is valid, unless its maker says otherwise. */
export const INVITE_DAYS = 7

/** Users per message about a deleted room: a small part of what a control message may hold. */
export const TOLD_TOGETHER_MAX = 500

/** Events of a room that one transaction removes, while commits of messages wait. */
export const REMOVED_TOGETHER_MAX = 2_000

/** The newest events of a room that are searched for the name of a guest without stored rows. */
export const NAMES_SOUGHT_IN = 1_000

/** How far a room's members have read is published together at this interval. */
export const SEEN_TOLD_EVERY_MS = 1_000

/** By then a mark is stored, whichever process got it. */
export const SEEN_SETTLES_MS = 2 * MARKS_SAVED_EVERY_MS

/** Rooms whose members are remembered for that, 10 KiB each at most, and for how long without a change. */
export const SEEN_ROOMS_KNOWN_MAX = 2_000
export const SEEN_ROOMS_TRUSTED_MS = 30_000

/** Where more rooms of a user changed than this, the whole list is read, which is one plain query. */
export const FEED_ROWS_MAX = 500

/** A greeted client is compared once more when the marks of that moment are stored in all processes. */
export const GREETED_CHECKED_AFTER_MS = 2 * MARKS_SAVED_EVERY_MS

/** Feeds of the users whose clients sent a heartbeat are compared with the database together so often. */
export const FEEDS_CHECKED_EVERY_MS = 250
