import { PEER_QUEUE_MAX_BYTES } from './peers'

/* Limits of rooms in memory and of what is written to their peers. */

/** Events of a room kept in memory. At least `REPLAY_MAX_EVENTS`, so that memory answers every allowed resume. */
export const RECENT_MAX_EVENTS = 1_200

/** Their characters at most: 1,000 events of 4,000 characters are 4 MB. A room of ordinary messages needs a tenth. */
export const RECENT_MAX_CHARS = 4_000_000

/** A room without peers is dropped after this time. Peers that lost their connection are back by then. */
export const ROOM_IDLE_MS = 60_000

/**
 * A gap in `seq` waits this long for the bus, then the log is read. Two processes writing one room cross by about 1 ms.
 */
export const GAP_WAIT_MS = 10

/**
 * Heads of all rooms with peers are compared with the log this often: it bounds the delay of events that the bus lost.
 */
export const HEADS_CHECK_MS = 2_000

/** Events read from the log at once to fill a gap. */
export const RECOVER_PAGE = 500

/** Delay of the next attempt after a failed read of the log. */
export const RECOVER_RETRY_MS = 500

/**
 * Bytes of JSON in one batch: a quarter of what a peer may have unread, so that a peer that keeps up never looks slow.
 */
export const BATCH_MAX_BYTES = PEER_QUEUE_MAX_BYTES / 4

/**
 * A join that waits for a batch starts it early, but at most this often. Any client can join, and a room that never
 * waits costs six times as much.
 */
export const FLUSH_EVERY_MS = 100

/** Frames shorter than this, in UTF-16 units, are not compressed: they fit one packet anyway. */
export const DEFLATE_MIN_CHARS = 1_200

/**
 * Bytes of JSON that may wait to be written in one room. Only a room that receives more than the kernel can send
 * reaches it.
 */
export const ROOM_PENDING_MAX_BYTES = 32 * 1024 * 1024

/** Length of one slice of fan-out. Small rooms and acknowledgements wait for one slice at most. */
export const FANOUT_SLICE_MS = 5

/**
 * From this many peers on a room is large: a batch takes 30 ms and more. It needs a permit and is written in shorter
 * slices, since each of the several steps of another message waits for a slice. Measured beside 50,000 peers on two
 * cores, a small room's p99: 115 ms with slices of 5 ms, 75 with 2 (six workers); 55 with 2, 44 with 1 (three workers).
 */
export const LARGE_ROOM_PEERS = 4_000
export const LARGE_ROOM_SLICE_MS = 1

/**
 * A process that waited this long goes on without a permit. Longer than the primary leaves a permit to a worker that
 * hangs (scripts/lib/cluster/permits.mjs).
 */
export const PERMIT_WAIT_MAX_MS = 6_000

/**
 * Bytes of one piece of a replay. Each piece waits until the peer has read the one before, so a replay is no backlog.
 */
export const REPLAY_PIECE_BYTES = 128 * 1024

/**
 * Time per tick of the event loop for all joins and replays together. Another peer's message takes four or five ticks,
 * and each waits for one slice. A piece of 128 KiB takes a tenth of a slice (already encoded) to a third.
 */
export const CATCH_UP_SLICE_MS = 2

/**
 * Bytes of encoded pages and pieces that a room keeps for later joins: a whole replay of the longest messages. Dropped
 * after 2 s.
 */
export const CATCH_UP_CACHE_MAX_BYTES = 4 * 1024 * 1024

/**
 * Events read at once for a plain client whose `since` lies before what memory holds: 5 MB of the longest, at 24 KB
 * each.
 */
export const STREAM_PAGE = 200

/**
 * What an event of such a page costs its address beside its text, in bytes of the rate of `bytes`: to read and check a
 * row takes the event loop as long as 2 KB of a page that is encoded already. 50 connections that asked for `since=0`
 * and hung up delayed the messages of others by 150 ms.
 */
export const STREAM_EVENT_BYTES = 2_048

/** Such pages read at once for all plain clients: joins and gaps wait for these reads at most. */
export const STREAM_READS_MAX = 2

/**
 * Bytes of JSON of the page in a `joined`, which is written at once. Fifty messages of escaped characters could exceed
 * a peer's queue.
 */
export const JOINED_PAGE_MAX_BYTES = PEER_QUEUE_MAX_BYTES / 4

/**
 * A user who reports typing once is shown as typing for this long. Clients repeat it every 3 s. If the stop is lost,
 * the user is gone from all pages within 6 s: this time, half a second until it is noticed, a second between two lists.
 */
export const TYPING_LASTS_MS = 4_000

/** One list of typing users per room and second: faster than a reader notices. */
export const TYPING_EVERY_MS = 1_000

/**
 * An unchanged list is published again with the next report after this time, which is less than clients leave between
 * two reports. Clients forget a list after 5 s, since the frame that ends it may be lost.
 */
export const TYPING_AGAIN_MS = 2_500

/** Users in one typing list. A page names two and shows "several" above. */
export const TYPING_SHOWN_MAX = 5

/** Rooms that one connection may listen to without being in them: more than any user has. */
export const QUIET_ROOMS_PER_PEER_MAX = 5_000

/** How often clients hear of new messages in rooms that they do not show: all clients together, once per interval. */
export const QUIET_TOLD_EVERY_MS = 1_000

/** The heads of those rooms are compared with the log so often, for what the bus lost: well within a heartbeat. */
export const QUIET_CHECK_MS = 10_000

/** Heads in one read: 20 ms of the database. SQLite takes 32,766 parameters. */
export const HEADS_PER_READ = 4_096
