/**
 * Choices are shown at once and saved one by one. This is what is shown after one was refused: what it changed is as
 * before, unless it was chosen anew meanwhile.
 */
export function takenBack<T extends object>(shown: T, before: T, refused: Partial<T>): T {
  const result = { ...shown }
  for (const key in refused) if (shown[key] === refused[key]) result[key] = before[key]
  return result
}
