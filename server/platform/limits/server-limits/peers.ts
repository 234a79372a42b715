/* Limits of one WebSocket and of what it sends. */

/** Unread bytes above which a peer is closed as a slow consumer. Peers share the bytes of batches. */
export const PEER_QUEUE_MAX_BYTES = 1024 * 1024

/** Above this backlog a peer gets no frames that may be missed (presence). */
export const PEER_QUEUE_DROPPABLE_BYTES = 64 * 1024

/**
 * Bytes of answers to the joins of one connection per window, the first join in each room not counted. Gaps are rare
 * and short: this is two of the longest replays, or a hundred ordinary ones.
 */
export const PEER_JOIN_BYTES = 4 * 1024 * 1024
export const PEER_JOIN_WINDOW_MS = 10_000

/** Longest wait of a join above its budget. A repeated join that would wait longer is refused. */
export const JOIN_WAIT_MAX_MS = 1_000

/**
 * Frames of one peer that may wait, and their characters. Above either the socket is not read until half are handled.
 */
export const PEER_QUEUED_FRAMES_MAX = 64
export const PEER_QUEUED_MAX_CHARS = 256 * 1024

/** Commands of one peer on their way into the log. One commit of a few milliseconds takes them together. */
export const PEER_COMMANDS_MAX = 64

/** Invalid frames in a row after which the connection is closed. */
export const BAD_FRAMES_MAX = 10

/**
 * Frames other than commands per window: joins, pings and invalid ones. A client that reconnects joins its 200 rooms at
 * once and sends little more.
 */
export const FRAMES_MAX = 300
export const FRAMES_WINDOW_MS = 10_000

/**
 * Such a frame counts once, and once more per this many bytes: parsing 64 KiB costs 20 times as much as a ping. Joins
 * and leaves are far shorter.
 */
export const FRAME_WEIGHT_BYTES = 4 * 1024

/**
 * WebSocket frames per `FRAMES_WINDOW_MS` that are not whole messages: pings, pongs, fragments, empty ones. A browser
 * answers one ping per 20 s and never fragments; libraries ping as often, or cut a message into a few fragments.
 */
export const LIGHT_FRAMES_MAX = 1_000

/** Fragments of one message. A library that cuts into 4 KiB needs 16 for the longest message. */
export const FRAGMENTS_MAX = 64

/**
 * Frames that a peer may send per `FRAMES_WINDOW_MS` even when its address has sent too many: the joins and messages of
 * a page in use. So a flood closes no other peer of its address.
 */
export const FRAMES_FAIR = 60

/** Frames of one peer that are parsed per tick: half of those that may wait, and of the pings that `ws` queues. */
export const FRAMES_PER_TICK = PEER_QUEUED_FRAMES_MAX / 2

/** A read of a socket that brings this many bytes is the last of its tick: long frames cost by their bytes. */
export const READ_YIELD_BYTES = 32 * 1024

/**
 * Refusals by the rate limit in a row after which the connection is closed. A client that obeys them stops long before.
 */
export const RATE_REFUSALS_MAX = 100

/**
 * Renames remembered for `UPGRADE_TIMEOUT_MS`, about 200 bytes each. Above it, with more than 300 renames
 * per second, the oldest are dropped.
 */
export const RENAMES_REMEMBERED_MAX = 10_000

/** Time for a peer to answer a close frame, or to read a refusal, before its socket is destroyed. */
export const CLOSE_TIMEOUT_MS = 3_000

/**
 * Hints for a peer that is being greeted, which takes milliseconds. Only a database that hangs lets so many wait: the
 * client then comes again, and its next greeting has it all.
 */
export const EARLY_HINTS_MAX = 1_000

/** Longer than any upgrade takes, also while all clients reconnect at once. A socket still upgrading then is stuck. */
export const UPGRADE_TIMEOUT_MS = 30_000

/**
 * How often the users of open connections are compared with the database, since Redis may lose the announcement of a
 * change. A query of 500 takes about a millisecond.
 */
export const CONNECTIONS_CHECKED_EVERY_MS = 60_000

/** After this long a process has heard that a sign-in was replaced by another one, or the word was lost. */
export const MOVES_TAKE_MS = 1_000

/** A `listen` counts as one frame more per this many rooms: it costs a query, as a `join` does. */
export const LISTEN_WEIGHT_ROOMS = 50
