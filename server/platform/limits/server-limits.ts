/** Limits of the server that neither clients nor operators need to know, each with its reason. */

/** Events of a room kept in memory. At least `REPLAY_MAX_EVENTS`, so that every resume that is allowed can be answered from here; only very long ones are cut earlier, by their characters. */
export const RECENT_MAX_EVENTS = 1_200

/** … and their characters: 1,000 events of 4,000 characters each would be 4 MB; a room of ordinary messages needs a tenth. */
export const RECENT_MAX_CHARS = 4_000_000

/** A room nobody of this process is in is forgotten after this: long enough for everybody to come back after a break. */
export const ROOM_IDLE_MS = 60_000

/** A hole in `seq` waits this long for the bus before the log is read: two processes writing one room cross by about a millisecond. */
export const HOLE_WAIT_MS = 10

/** Heads of all rooms with peers are compared with the log this often: what the bus lost arrives at the latest then. */
export const HEADS_CHECK_MS = 2_000

/** Events read from the log at once when a hole is filled. */
export const FILL_PAGE = 500

/** After a failed read of the log the next try waits this long. */
export const FILL_RETRY_MS = 500

/** Bytes a peer may have unread before it is closed as a slow consumer. Batches are shared by all receivers, so this is not memory a peer. */
export const PEER_QUEUE_MAX_BYTES = 1024 * 1024

/** Above this backlog frames that may be missed (presence) are not written. */
export const PEER_QUEUE_DROPPABLE_BYTES = 64 * 1024

/** What one turn writes to a peer, in bytes of its JSON: a quarter of what a peer may have unread, so that who keeps up never looks slow. */
export const BATCH_MAX_BYTES = PEER_QUEUE_MAX_BYTES / 4

/** A join that has to wait for the next turn makes it come earlier, but not more often than this: anybody can ask to join, and a room that never waits costs six times as much. */
export const HURRY_EVERY_MS = 100

/** Frames shorter than this, in UTF-16 units, go out as they are: they fit one packet anyway. */
export const DEFLATE_MIN_CHARS = 1_200

/** What may wait to be written in one room, in bytes of its JSON. Reached only when more comes in than the kernel can carry out, and then waiting only grows. */
export const ROOM_PENDING_MAX_BYTES = 32 * 1024 * 1024

/** Fan-out to a room writes for so long before the event loop goes on: small rooms and acknowledgements wait at most for one slice. */
export const FANOUT_SLICE_MS = 5

/**
 * A room is large from so many peers on: a turn takes 30 ms and more. It is written when the process has a permit for it (where processes have their cores for themselves that is
 * always), and in shorter slices: a message beside it takes several steps, each of which waits for a slice. Beside 50,000 peers on two cores a small room's p99 was 115 ms with 5 ms and 75 with 2 (six workers), 55 with 2 and 44 with 1 (three).
 */
export const LARGE_ROOM_PEERS = 4_000
export const LARGE_ROOM_SLICE_MS = 1

/** Longer than the primary process leaves a permit to a worker that hangs (scripts/lib/cluster/turn-permits.mjs): whoever waited so long goes on without. */
export const PERMIT_WAIT_MAX_MS = 6_000

/** A replay goes out in pieces of about this many bytes, each waiting for the one before to be read, so that it never counts as a backlog. */
export const REPLAY_PIECE_BYTES = 128 * 1024

/**
 * All peers that are caught up, by joins and replays, have so long per tick of the event loop together. A message of another peer takes four or
 * five ticks, and each waits for one slice. A piece takes a tenth of it (128 KiB encoded already) to a third.
 */
export const CATCH_UP_SLICE_MS = 2

/** Encoded pages and pieces that a room keeps for the next who asks, in bytes: a whole replay of the longest messages. Forgotten when nobody asks for 2 s. */
export const CATCH_UP_CACHE_MAX_BYTES = 4 * 1024 * 1024

/** Events that are read at once for a plain client whose `since` lies further back than memory: at 24 KB each, the longest, 5 MB. */
export const STREAM_PAGE = 200

/** … and pages that are read at once for all such clients: joins and holes wait for the reader thread no longer than these take. */
export const STREAM_READS_MAX = 2

/**
 * What the joins of one connection may be answered in so long, besides its first join in each room, which costs it nothing. Holes are seldom and
 * short: this is two replays of the longest, or a hundred ordinary ones.
 */
export const PEER_JOIN_BYTES = 4 * 1024 * 1024
export const PEER_JOIN_WINDOW_MS = 10_000

/** A join waits so long for what its connection or its address was answered before; one that is repeated is refused where it would be longer. */
export const JOIN_WAIT_MAX_MS = 1_000

/** The page of messages in a `joined`, in bytes of its JSON: it goes out at once, and fifty messages of signs that JSON writes with six bytes are more than a peer may have unread. */
export const JOINED_PAGE_MAX_BYTES = PEER_QUEUE_MAX_BYTES / 4

/** Frames of one peer that wait to be handled, and their characters: above one of them the socket is not read until half is done. */
export const PEER_INBOX_MAX = 64
export const PEER_INBOX_MAX_CHARS = 256 * 1024

/** Messages of one peer on their way into the log. A commit of some milliseconds takes them together; nobody writes faster, and a script that does waits for its acknowledgements. */
export const PEER_SENDS_MAX = 64

/** Frames that could not be understood, in a row, before the connection is closed. */
export const BAD_FRAMES_MAX = 10

/**
 * Frames other than messages, in so long: joins, pings and what can't be understood. A client that was cut off joins its 200 rooms at once and says little more; each join may be
 * answered with hundreds of kilobytes, and nothing else counts them.
 */
export const FRAMES_MAX = 300
export const FRAMES_WINDOW_MS = 10_000

/**
 * A frame that is no message counts once, and once more for each of these bytes: reading 64 KiB that turn out to be none costs 20 times as much
 * as a ping. Joins and leaves are far shorter.
 */
export const FRAME_WEIGHT_BYTES = 4 * 1024

/**
 * Frames that are no whole message with something in it, in `FRAMES_WINDOW_MS`: pings, pongs, fragments, empty ones. A browser answers one ping per
 * 20 s and never fragments what a page sends; libraries ping as often, or cut a message into a few.
 */
export const LIGHT_FRAMES_MAX = 1_000

/** Fragments of one message. A library that cuts into 4 KiB needs 16 for the longest message. */
export const FRAGMENTS_MAX = 64

/**
 * Frames of any kind that a peer may send in `FRAMES_WINDOW_MS` even when its address has sent too many: the joins and messages of a page that is
 * used. A peer behind the same address as a flood is not closed for it.
 */
export const FRAMES_FAIR = 60

/** Frames of one peer that are read in one tick of the event loop: half of what may wait to be handled, and of the pings that `ws` lets wait for their pongs. */
export const FRAMES_PER_TICK = PEER_INBOX_MAX / 2

/** A read of the socket that brings so much is the last of its tick: long frames cost by their bytes. */
export const READ_YIELD_BYTES = 32 * 1024

/** Refusals by the rate limit, in a row, before the connection is closed: a client that listens stops long before. */
export const RATE_REFUSALS_MAX = 100

/**
 * All senders of one address together may send so many times `RATE_LIMIT`: a new session costs nothing, so one program can be as many senders as it likes. An office behind
 * one address must not feel it: with `30/10` it is 600 messages in 10 s, three each of the 200 that may be connected from there, all talking at the same time.
 */
export const ADDRESS_RATE_FACTOR = 20

/** New names are told in one pass over all peers of a process, at most this often: soon enough for another tab, and in a process of 50,000 peers a hundredth of its time. */
export const RENAMES_EVERY_MS = 100

/** … and remembered after that for `UPGRADE_TIMEOUT_MS`, so many of them at most: about 200 bytes each. Above it, with more than 300 new names a second, those told the longest ago are forgotten. */
export const RENAMES_TOLD_MAX = 10_000

/** How long a peer may take to answer a closing frame, or to read that it is refused, before its socket is destroyed. */
export const CLOSE_TIMEOUT_MS = 3_000

/** Longer than an upgrade ever takes, also while everybody comes back at once: only a socket that was forgotten, or is not read from, is still there. */
export const UPGRADE_TIMEOUT_MS = 30_000

/** A session older than this is sealed anew when its visitor is met: long before its year is over, and seldom enough that pages are hardly ever answered with a cookie. */
export const SESSION_RENEWED_AFTER_MS = 30 * 24 * 60 * 60 * 1000

/** Opened session cookies kept in memory: about 300 bytes each, and as many as come back at once when a line of a large process is cut. */
export const SESSIONS_OPENED_MAX = 20_000

/** Rendered pages kept in memory, 15 kB each: two languages, named or not, and the addresses of a hundred rooms. */
export const KEPT_PAGES_MAX = 400

/** Messages in the HTML of a first visit: more than a phone's screen holds. */
export const LATEST_MAX_MESSAGES = 20

/** … and their characters: about 2 kB compressed, a twentieth of a second on a slow phone line. */
export const LATEST_MAX_CHARS = 4_000

/** The newest messages of a room are read again for a first visit after this long. What is said meanwhile comes with the join. */
export const LATEST_FRESH_MS = 1_000

/** Rooms of which the newest messages are kept for first visits. */
export const LATEST_MAX_ROOMS = 100

/** TCP connections per place of `MAX_CONNECTIONS_PER_ADDRESS`: a browser has a WebSocket, and while it loads a page up to six more; not all load at once. */
export const CONNECTIONS_PER_PLACE = 4

/** Requests of one connection that may wait for the answer to an earlier one. Only a test or an attack pipelines at all. */
export const PIPELINED_MAX = 100

/** Pages rendered at a time. One render keeps the event loop for 6 ms; a second one uses the time in which the first waits for its cookie. */
export const PAGES_AT_ONCE = 2

/** Pages of one address that wait to be rendered: 200 tabs that reload at once all get theirs, within two seconds. */
export const PAGES_WAITING_PER_ADDRESS_MAX = 200

/** … and of all addresses: ten seconds of rendering. The next visitor is told to come again, since no browser would wait for so long. */
export const PAGES_WAITING_MAX = 1_000

/** A render that hangs for so long does not keep its place: others are tried. */
export const PAGE_MAX_MS = 10_000

/** A client has so long to send the head of a request. A browser sends it at once; a silent connection only takes a place. */
export const HEAD_TIMEOUT_MS = 10_000

/** … and the whole request, whose body has 64 KiB at most: 2 KiB per second are enough. */
export const REQUEST_TIMEOUT_MS = 30_000

/** How often connections are compared with the two times above. */
export const TIMEOUTS_CHECKED_EVERY_MS = 5_000

/** A connection on which nothing moves in either direction for so long is closed: the client does not read its answer. Longer than any answer takes. */
export const IDLE_TIMEOUT_MS = 60_000

/**
 * A stop takes 2 s at most, whatever hangs. So long requests that were begun, and clients that were told to go, have before they are cut off: a
 * commit takes 6 ms, and the answer to a closing frame a round trip.
 */
export const STOP_ANSWERS_MS = 750

/** … and so long log, bus and Redis have to close. */
export const STOP_SERVICES_MS = 1_100
