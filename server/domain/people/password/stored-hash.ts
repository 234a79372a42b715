/** What a hash costs. Stored with each hash, so that these numbers can grow while older hashes stay valid. */
export interface Cost {
  /** Binary logarithm of scrypt's N. */
  readonly ln: number
  readonly r: number
  readonly p: number
}

/** OWASP's numbers for 32 MiB per hash: about 0.25 s of a core. */
export const COST: Cost = { ln: 15, r: 8, p: 3 }

export interface StoredHash extends Cost {
  readonly salt: Buffer
  readonly hash: Buffer
}

/** As text: `$scrypt$ln=15,r=8,p=3$SALT$HASH`, the string format of passlib and others (PHC), in base64 without "=". */
export function formatHash({ ln, r, p, salt, hash }: StoredHash): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${base64(salt)}$${base64(hash)}`
}

const FORMAT = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/-]{22,86})\$([\w+/-]{43,86})$/

/** The parts of a stored hash; null where the text is none. */
export function parseHash(stored: string): StoredHash | null {
  const [match, ln, r, p, salt = '', hash = ''] = FORMAT.exec(stored) ?? []
  if (match === undefined) return null
  return {
    ln: Number(ln),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

/** Whether a hash was made at another cost than today's: then hash the password again at the next sign-in. */
export function needsRehash(stored: string): boolean {
  const parsed = parseHash(stored)
  return parsed === null || parsed.ln !== COST.ln || parsed.r !== COST.r || parsed.p !== COST.p
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
