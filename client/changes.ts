/** Notifies listeners of changes: once after each batch, however much changed in it. */
export interface Changes {
  changed(): void
  batch(run: () => void): void
  /** Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void
}

export function createChanges(): Changes {
  const listeners = new Set<() => void>()
  let depth = 0
  let pending = false

  function changed(): void {
    pending = depth > 0
    if (!pending) listeners.forEach(listener => listener())
  }

  return {
    changed,
    batch(run) {
      depth++
      try {
        run()
      }
      finally {
        depth--
        if (depth === 0 && pending) changed()
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
