/* Limits of HTTP, of pages and of the process. */

/**
 * All senders of one address together may send this many times `RATE_LIMIT`. Sessions are free, so a limit per sender
 * alone is bypassed by opening more. An office behind one address stays below it: with `30/10` it is 600 messages in 10
 * s, three for each of 200 users.
 */
export const ADDRESS_RATE_FACTOR = 20

/** Rendered pages kept in memory, 15 kB each: two languages, named or not, a hundred rooms. */
export const KEPT_PAGES_MAX = 400

/** Messages in the HTML of a first visit: more than a phone's screen holds. */
export const LATEST_MAX_MESSAGES = 20

/** Their characters at most: about 2 kB compressed, a twentieth of a second on a slow phone connection. */
export const LATEST_MAX_CHARS = 4_000

/** Age at which the newest messages of a room are read again for a first visit. The join brings later ones. */
export const LATEST_FRESH_MS = 1_000

/** Rooms whose newest messages are kept for first visits. */
export const LATEST_MAX_ROOMS = 100

/**
 * TCP connections per place of `MAX_CONNECTIONS_PER_ADDRESS`: a browser has a WebSocket, and up to six more while it
 * loads.
 */
export const CONNECTIONS_PER_PLACE = 4

/** Requests of one connection that may wait for the answer to an earlier one. Only tests and attacks pipeline. */
export const PIPELINED_MAX = 100

/**
 * Pages rendered at a time. A render holds the event loop for 6 ms; a second one runs while the first waits for its
 * cookie.
 */
export const PAGES_AT_ONCE = 2

/** Pages of one address that may wait: 200 tabs that reload at once all get theirs within two seconds. */
export const PAGES_WAITING_PER_ADDRESS_MAX = 200

/** Pages of all addresses that may wait: ten seconds of rendering. The next visitor gets 503. */
export const PAGES_WAITING_MAX = 1_000

/** A render that takes this long gives its place to another. */
export const PAGE_MAX_MS = 10_000

/**
 * Requests to rooms that run at a time. A page of history holds the event loop for 4 ms: 50 connections that read
 * history at once delayed the messages of others by 150 ms. More than the four that the loop takes: others wait for the
 * database meanwhile.
 */
export const ROOM_REQUESTS_AT_ONCE = 8

/** Such requests of one address that may wait: all that its rate allows at once. */
export const ROOM_REQUESTS_WAITING_PER_ADDRESS_MAX = 1_000

/** Such requests of all addresses that may wait: twenty seconds of reading. The next one gets 503. */
export const ROOM_REQUESTS_WAITING_MAX = 5_000

/** A request that takes this long gives its place to another. */
export const ROOM_REQUEST_MAX_MS = 2_000

/** Time for a client to send the head of a request. A browser sends it at once. */
export const HEAD_TIMEOUT_MS = 10_000

/** Time for the whole request, with a body of up to 64 KiB: 2 KiB per second suffice. */
export const REQUEST_TIMEOUT_MS = 30_000

/** How often connections are checked against the two times above. */
export const TIMEOUTS_CHECKED_EVERY_MS = 5_000

/** A connection idle in both directions for this long is closed: the client does not read its answer. */
export const IDLE_TIMEOUT_MS = 60_000

/**
 * Time at a stop for open requests and close frames, before connections are destroyed: a commit takes 6 ms, the answer
 * to a close frame one round trip. A stop takes 2 s at most, whatever hangs.
 */
export const STOP_ANSWERS_MS = 750

/** Time at a stop for log, bus and Redis to close. */
export const STOP_SERVICES_MS = 1_100

/**
 * Rooms of a user in the `hello` of a client that takes the rest of the list over HTTP: more than three screens, and
 * 20 kB.
 */
export const FIRST_ROWS = 100

/**
 * Lines that wait for a reader of the process's output, in bytes; more are dropped and counted. A reader that stands
 * still must not stop the process, nor fill its memory.
 */
export const OUTPUT_WAITING_MAX_BYTES = 1024 * 1024
