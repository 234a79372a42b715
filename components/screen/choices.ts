/**
 * The page shows choices at once and saves them one by one. Answers what it shows after the server refused one: what
 * that choice changed is as stored, unless the user chose anew meanwhile.
 */
export function takenBack<T extends object>(shown: T, stored: T, refused: Partial<T>): T {
  const result = { ...shown }
  for (const key in refused) if (shown[key] === refused[key]) result[key] = stored[key]
  return result
}
