/** A name as it is searched: neither case, width nor composition makes a difference. Databases fold ASCII only. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().trim()
}
