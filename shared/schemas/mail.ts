import * as z from 'zod/mini'

/** Characters that end an address, begin another one or break its line in the head of a mail. */
const PART = String.raw`[^\s\p{Cc}@<>()[\]\\,;:"]`

/** Longest address of SMTP. */
const ADDRESS_MAX_CHARS = 254

/** One mail address, such as `ada@example.org`, without a name. */
export const mailAddressSchema = z.string().check(
  z.trim(),
  z.maxLength(ADDRESS_MAX_CHARS, 'invalid'),
  z.regex(new RegExp(`^${PART}{1,64}@${PART}+$`, 'u'), 'invalid'),
)
