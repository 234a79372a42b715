/** The kinds that are kept, by their first bytes. Never SVG: it may hold a script. */
const KINDS = [
  { type: 'image/png', is: (bytes: Buffer) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')) },
  { type: 'image/jpeg', is: (bytes: Buffer) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) },
  {
    type: 'image/webp',
    is: (bytes: Buffer) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
  },
] as const

/** The type that a picture is served with, whatever the sender said. Null for anything but a picture. */
export function pictureType(bytes: Buffer): string | null {
  return KINDS.find(({ is }) => is(bytes))?.type ?? null
}
