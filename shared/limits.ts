/**
 * Every limit of the wire, in one place, each with its reason. Both sides import this file, so the page
 * can refuse what the server would refuse, in the same words. Limits an operator may set are not here but in the
 * configuration (`server/platform/config`).
 */

/** Longest text of one message, in UTF-16 units. At the worst JSON escape (6 bytes a unit) it still fits a frame. */
export const TEXT_MAX_CHARS = 4_000

/** Longest display name, in UTF-16 units: what a phone shows on one line above a bubble. */
export const NAME_MAX_CHARS = 32

/** Largest frame a client may send. `ws` closes the socket with 1009 above it, before the frame is buffered. */
export const FRAME_MAX_BYTES = 64 * 1024

/** Largest `POST` body: the same as a frame, so that both ways in refuse at the same size. */
export const BODY_MAX_BYTES = FRAME_MAX_BYTES

/** Longest id a client may give a message. A UUID has 36 characters; a queue's own key may be longer. */
export const CLIENT_ID_MAX_CHARS = 64

/** A client sends `ping` this often; 20 s is below the 30 s after which the strictest proxies cut an idle connection. */
export const HEARTBEAT_MS = 20_000

/** How long a client waits for the `pong`, and how late a heartbeat may be before the server gives a peer up. */
export const HEARTBEAT_DEADLINE_MS = 10_000

/** Messages on one page of history: about three phone screens, one round trip. */
export const HISTORY_PAGE = 50

/** Most messages a caller may ask for in one page of history. */
export const HISTORY_PAGE_MAX = 200

/** Above this many missed events a client gets `reset` and the newest page: reading on is faster than replaying. */
export const REPLAY_MAX_EVENTS = 1_000

/** Messages that may wait in one browser for a connection. Above it the composer says so instead of hiding a loss. */
export const OUTBOX_MAX = 200

/** Rooms one socket may be joined to at a time. */
export const ROOMS_PER_PEER_MAX = 200
