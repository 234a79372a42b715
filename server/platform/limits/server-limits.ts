/** Limits of the server that neither clients nor operators need to know, each with its reason. */

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

/** Unread bytes above which a peer is closed as a slow consumer. Peers share the bytes of batches. */
export const PEER_QUEUE_MAX_BYTES = 1024 * 1024

/** Above this backlog a peer gets no frames that may be missed (presence). */
export const PEER_QUEUE_DROPPABLE_BYTES = 64 * 1024

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

/** Such pages read at once for all plain clients: joins and gaps wait for these reads at most. */
export const STREAM_READS_MAX = 2

/**
 * Bytes of answers to the joins of one connection per window, the first join in each room not counted. Gaps are rare
 * and short: this is two of the longest replays, or a hundred ordinary ones.
 */
export const PEER_JOIN_BYTES = 4 * 1024 * 1024
export const PEER_JOIN_WINDOW_MS = 10_000

/** Longest wait of a join above its budget. A repeated join that would wait longer is refused. */
export const JOIN_WAIT_MAX_MS = 1_000

/**
 * Bytes of JSON of the page in a `joined`, which is written at once. Fifty messages of escaped characters could exceed
 * a peer's queue.
 */
export const JOINED_PAGE_MAX_BYTES = PEER_QUEUE_MAX_BYTES / 4

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
 * All senders of one address together may send this many times `RATE_LIMIT`. Sessions are free, so a limit per sender
 * alone is bypassed by opening more. An office behind one address stays below it: with `30/10` it is 600 messages in 10
 * s, three for each of 200 users.
 */
export const ADDRESS_RATE_FACTOR = 20

/**
 * Renames remembered for `UPGRADE_TIMEOUT_MS`, about 200 bytes each. Above it, with more than 300 renames
 * per second, the oldest are dropped.
 */
export const RENAMES_REMEMBERED_MAX = 10_000

/** Time for a peer to answer a close frame, or to read a refusal, before its socket is destroyed. */
export const CLOSE_TIMEOUT_MS = 3_000

/** Longer than any upgrade takes, also while all clients reconnect at once. A socket still upgrading then is stuck. */
export const UPGRADE_TIMEOUT_MS = 30_000

/**
 * The cookie is re-sealed periodically so that returning visitors keep their identity: once a month, while it lasts a
 * year.
 */
export const SESSION_RENEWED_AFTER_MS = 30 * 24 * 60 * 60 * 1000

/** Opened session cookies kept in memory, about 300 bytes each: as many as reconnect at once to a large process. */
export const SESSIONS_OPENED_MAX = 20_000

/** Password hashes at a time: of libuv's four threads one stays free for files and names. */
export const HASHES_AT_ONCE_MAX = 3

/**
 * Sign-ins that wait for their hash, of all addresses and of one. At 0.25 s per hash the last of 200 waits for 50 s on
 * one thread, longer than users wait for a page.
 */
export const HASHES_WAITING_MAX = 200
export const HASHES_WAITING_PER_ADDRESS_MAX = 100

/** A hash that takes this long gives its place to another. */
export const HASH_MAX_MS = 20_000

/** A mail server that is silent for this long has failed. */
export const MAIL_TIMEOUT_MS = 10_000

/** A provider of sign-ins that is silent for this long has failed: the user waits with the browser. */
export const OIDC_TIMEOUT_S = 5

/** A provider's description is read again after this time, since its addresses may change. */
export const OIDC_METADATA_FRESH_MS = 60 * 60 * 1000

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

/** Rooms besides the configured channels that a process remembers, about 1 KiB each, and more with their members. */
export const ROOMS_KNOWN_MAX = 20_000

/**
 * What a process knows of a room opens a door for this long. Then the count of taken rights is compared with the
 * database, whatever the bus said or lost: one query for all rooms that are used.
 */
export const ROOMS_TRUSTED_MS = 2_000

/** Users and sign-ins that a process remembers, about 300 bytes each. */
export const PEOPLE_KNOWN_MAX = 50_000

/** How long they are trusted: with Redis away, an ended sign-in is noticed within this time. */
export const PEOPLE_TRUSTED_MS = 30_000

/** Ids in one query: SQLite takes 32,766 parameters, and a query of 500 takes a millisecond. */
export const IDS_PER_READ = 500

/** Precision of "last seen" of a sign-in: one write per user and five minutes. */
export const SIGN_IN_SEEN_EVERY_MS = 5 * 60_000

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

/**
 * How often the users of open connections are compared with the database, since Redis may lose the announcement of a
 * change. A query of 500 takes about a millisecond.
 */
export const CONNECTIONS_CHECKED_EVERY_MS = 60_000

/** After this long a process has heard that a sign-in was replaced by another one, or the word was lost. */
export const MOVES_TAKE_MS = 1_000

/** Read marks are stored together at this interval: each line that a user scrolls past would be a write. */
export const MARKS_SAVED_EVERY_MS = 500

/** Marks that could not be stored are tried again so often. */
export const MARKS_RETRIED_EVERY_MS = 5_000

/** Marks that wait while the database is away, about 200 bytes each. Above it one that could not be stored is lost. */
export const MARKS_WAITING_MAX = 100_000

/** Read marks in one statement. */
export const MARKS_PER_WRITE = 500

/** Window of the limits on tries to sign in. */
export const SIGN_IN_TRIES_SECONDS = 15 * 60

/** Tries for one handle from one address: a user who knows the password needs fewer. */
export const SIGN_IN_TRIES_PER_PAIR = 20

/** Tries from one address: an office of 200 that signs in on a Monday, and some typing errors. */
export const SIGN_IN_TRIES_PER_ADDRESS = 300

/** Tries for one handle from all addresses: 10,000 a day of a million common passwords. */
export const SIGN_IN_TRIES_PER_HANDLE = 100

/** How long the link of the first owner is valid. Unused, it is replaced by another one then. */
export const OWNER_LINK_MS = 15 * 60_000

/** How long the link for one new account is valid: a new colleague may open it after the weekend. */
export const ACCOUNT_LINK_MS = 7 * 24 * 60 * 60_000

/** How long a link for a new password is valid, made by an owner or sent by mail. */
export const RESET_LINK_MS = 60 * 60_000

/** A user gets at most one mail with such a link in this time: any visitor can ask for it. */
export const RESET_MAIL_EVERY_MS = 5 * 60_000

/** Users in one answer to a search: a full screen. */
export const PEOPLE_FOUND_MAX = 20

/** Users that one user may block: the list is always read whole. */
export const BLOCKS_MAX = 1_000

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

/** "Last seen" is stored together at this interval, to the minute. */
export const LAST_SEEN_SAVED_EVERY_MS = 5_000

/** How far a room's members have read is published together at this interval. */
export const SEEN_TOLD_EVERY_MS = 1_000

/** Rooms whose members are remembered for that, 10 KiB each at most, and for how long without a change. */
export const SEEN_ROOMS_KNOWN_MAX = 2_000
export const SEEN_ROOMS_TRUSTED_MS = 30_000

/** Events of the log that one query looks through for messages of one user: a few milliseconds of reading. */
export const OWN_MESSAGES_SOUGHT_IN = 2_000

/** Exports of one user per hour: each looks through the whole log. */
export const EXPORTS_PER_HOUR = 3

/** Events in one statement that replaces the name of an erased user: a few milliseconds of writing. */
export const NAMES_PER_WRITE = 10_000

/** After this long no process takes messages of an erased user any more: see `CONNECTIONS_CHECKED_EVERY_MS`. */
export const ERASED_AGAIN_AFTER_MS = 120_000

/** Where more rooms of a user changed than this, the whole list is read, which is one plain query. */
export const FEED_ROWS_MAX = 500

/**
 * Rooms of a user in the `hello` of a client that takes the rest of the list over HTTP: more than three screens, and
 * 20 kB.
 */
export const FIRST_ROWS = 100

/** Feeds of the users whose clients sent a heartbeat are compared with the database together so often. */
export const FEEDS_CHECKED_EVERY_MS = 250

/** Rooms that one connection may listen to without being in them: more than any user has. */
export const QUIET_ROOMS_PER_PEER_MAX = 5_000

/** A `listen` counts as one frame more per this many rooms: it costs a query, as a `join` does. */
export const LISTEN_WEIGHT_ROOMS = 50

/** How often clients hear of new messages in rooms that they do not show: all clients together, once per interval. */
export const QUIET_TOLD_EVERY_MS = 1_000

/** The heads of those rooms are compared with the log so often, for what the bus lost: well within a heartbeat. */
export const QUIET_CHECK_MS = 10_000

/** Heads in one such read: 20 ms of the database. */
export const HEADS_PER_READ = 5_000

/**
 * Lines that wait for a reader of the process's output, in bytes; more are dropped and counted. A reader that stands
 * still must not stop the process, nor fill its memory.
 */
export const OUTPUT_WAITING_MAX_BYTES = 1024 * 1024
