import { describe, expect, it } from 'vitest'
import { completeManifest, type ManifestEntry } from '../../../../scripts/lib/chunk-manifest'

const entry = (file: string, more: Partial<ManifestEntry> = {}): ManifestEntry => ({
  file,
  prefetch: true,
  preload: true,
  ...more,
})

describe('completeManifest', () => {
  it('answers for a page whose chunk has no name of its own', () => {
    const manifest: Record<string, ManifestEntry> = {
      'entry.js': entry('e.js', { isEntry: true }),
      '_shared.js': entry('s.js'),
    }
    completeManifest(manifest, new Map([['pages/index.vue', 's.js']]))
    expect(manifest['pages/index.vue']).toMatchObject({ file: 's.js', preload: true })
  })

  it('preloads the texts of a rendered page, though nothing preloads what is imported later', () => {
    const manifest: Record<string, ManifestEntry> = { 'i18n/locales/en.json': entry('t.js', { preload: false }) }
    completeManifest(manifest, new Map([['i18n/locales/en.json', 't.js']]))
    expect(manifest['i18n/locales/en.json']?.preload).toBe(true)
  })

  it('adds no second name for the entry, which is always linked', () => {
    const manifest: Record<string, ManifestEntry> = { 'entry.js': entry('e.js', { isEntry: true }) }
    completeManifest(manifest, new Map([['app.vue', 'e.js']]))
    expect(Object.keys(manifest)).toEqual(['entry.js'])
  })

  it('prefetches nothing', () => {
    const manifest: Record<string, ManifestEntry> = { a: entry('a.js'), b: entry('b.css') }
    completeManifest(manifest, new Map())
    expect(Object.values(manifest).map(({ prefetch }) => prefetch)).toEqual([false, false])
  })
})
