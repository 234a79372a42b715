/* Limits of accounts, sign-ins and sessions. */

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

/** Users and sign-ins that a process remembers, about 300 bytes each. */
export const PEOPLE_KNOWN_MAX = 50_000

/** How long they are trusted: with Redis away, an ended sign-in is noticed within this time. */
export const PEOPLE_TRUSTED_MS = 30_000

/** Precision of "last seen" of a sign-in: one write per user and five minutes. */
export const SIGN_IN_SEEN_EVERY_MS = 5 * 60_000

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

/** "Last seen" is stored together at this interval, to the minute. */
export const LAST_SEEN_SAVED_EVERY_MS = 5_000

/** Events of the log that one query looks through for messages of one user: a few milliseconds of reading. */
export const OWN_MESSAGES_SOUGHT_IN = 2_000

/** Exports of one user per hour: each looks through the whole log. */
export const EXPORTS_PER_HOUR = 3

/** Events in one statement that replaces the name of an erased user: a few milliseconds of writing. */
export const NAMES_PER_WRITE = 10_000

/** After this long no process takes messages of an erased user any more: see `CONNECTIONS_CHECKED_EVERY_MS`. */
export const ERASED_AGAIN_AFTER_MS = 120_000
