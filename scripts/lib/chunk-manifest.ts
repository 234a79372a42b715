/** What is needed of a resource in Nuxt's manifest of the browser's files. */
export interface ManifestEntry {
  readonly file: string
  readonly isEntry?: boolean
  preload?: boolean
  prefetch?: boolean
}

/** Modules of the sources, each with the file of the chunk that it was bundled into. Paths are relative to the sources. */
export type ChunkFiles = ReadonlyMap<string, string>

/**
 * Makes the manifest answer for each module that a server may render with. Rollup names a chunk after a module only if it exports nothing else:
 * a page whose parts are shared with a lazy component is in a chunk without a name, and the renderer, which asks by the
 * page's path, would link neither its styles nor its script.
 *
 * Nothing is prefetched: what the first page does not use must not compete with what it does.
 */
export function completeManifest(manifest: Record<string, ManifestEntry>, chunks: ChunkFiles): void {
  for (const entry of Object.values(manifest)) entry.prefetch = false
  const byFile = new Map(Object.values(manifest).map(entry => [entry.file, entry]))
  for (const [module, file] of chunks) {
    const chunk = byFile.get(file)
    if (chunk && !chunk.isEntry) manifest[module] = { ...manifest[module], ...chunk, preload: true }
  }
}
