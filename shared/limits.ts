/**
 * Every limit of the wire, each with its reason. Both sides import this file, so the page can refuse what the server
 * would refuse. Limits that an operator may set are in the configuration (`server/platform/config`).
 */

/** Longest text of a message, in UTF-16 units. At the worst JSON escape (6 bytes per unit) it still fits a frame. */
export const TEXT_MAX_CHARS = 4_000

/** Longest display name, in UTF-16 units: one line above a bubble on a phone. */
export const NAME_MAX_CHARS = 32

/** Handles (`@ada`), in characters, all of them ASCII. */
export const HANDLE_MIN_CHARS = 2
export const HANDLE_MAX_CHARS = 30

/** Shortest password, in UTF-16 units, as NIST and OWASP advise. */
export const PASSWORD_MIN_CHARS = 8

/** Longest password, in UTF-16 units: room for any passphrase, and no work for a text of megabytes. */
export const PASSWORD_MAX_CHARS = 256

/** Largest frame that a client may send. Above it `ws` closes the socket with 1009, before it buffers the frame. */
export const FRAME_MAX_BYTES = 64 * 1024

/** Largest `POST` body: the same as a frame, so that both ways in have one limit. */
export const BODY_MAX_BYTES = FRAME_MAX_BYTES

/** Longest `clientId` of a command. A UUID has 36 characters; a queue's own key may be longer. */
export const CLIENT_ID_MAX_CHARS = 64

/** Interval of a client's `ping`: below the 30 s after which the strictest proxies cut an idle connection. */
export const HEARTBEAT_MS = 20_000

/** A client waits this long for the `pong`, and the server this long for a silent peer that it pinged. */
export const HEARTBEAT_DEADLINE_MS = 10_000

/** Messages in one page of history: about three phone screens in one round trip. */
export const HISTORY_PAGE = 50

/** Most messages that a caller may ask for in one page of history. */
export const HISTORY_PAGE_MAX = 200

/** Notices (a user joined, the room has another title) beside a page of messages. Above it the oldest are left out. */
export const NOTICES_PER_PAGE = 100

/** Above this many missed events a client gets `reset` and the newest page, which is faster than a replay. */
export const REPLAY_MAX_EVENTS = 1_000

/** Messages that may wait in one browser. Above it the composer refuses more and says so. */
export const OUTBOX_MAX = 200

/** Users whom one message mentions. The rest are not mentioned: a text with more is an announcement, not a call. */
export const MENTIONS_MAX = 50

/** Unread mentions of a room that the server names one by one. A badge shows 99+, so of more the newest will do. */
export const MENTIONS_TOLD_MAX = 200

/** Users whose names and pictures are asked for at once: more than the authors of a page of messages. */
export const FACES_PER_READ = 100

/** Users whose presence one connection may watch: more than a screen shows. */
export const PEOPLE_WATCHED_MAX = 200

/** A room with more members than this shows how many have read a message, and not which members. */
export const SEEN_BY_MAX = 200

/**
 * Most messages of others after a mark that the server counts: a mark from long ago must not make the log read the
 * whole room. Counting so many takes about 3 ms of the reading thread.
 */
export const UNREAD_COUNT_MAX = 5_000

/** Rooms that one connection may be in at a time. */
export const ROOMS_PER_PEER_MAX = 200

/** Rooms in one `listen`: half of what a frame may hold, with the longest ids. */
export const LISTEN_ROOMS_MAX = 400
