import { memoryValues, type SharedValues } from '../environment'

/** Values in localStorage. Memory keeps the values that it refuses (private windows, a full disk). */
export function localValues(): SharedValues {
  const memory = memoryValues()

  return {
    get(key) {
      try {
        return localStorage.getItem(key) ?? memory.get(key)
      }
      catch {
        return memory.get(key)
      }
    },
    set(key, value) {
      try {
        localStorage.setItem(key, value)
      }
      catch {
        memory.set(key, value)
      }
    },
    listen(changed) {
      const told = (event: StorageEvent) => changed(event.key)
      addEventListener('storage', told)
      return () => removeEventListener('storage', told)
    },
  }
}
