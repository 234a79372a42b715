import { inject, onScopeDispose, provide, type InjectionKey } from 'vue'

type Place = () => HTMLElement | null

/** Where the focus can go from anywhere on the page: to the messages, and to the field. */
export interface Places {
  reading(): HTMLElement | null
  writing(): HTMLElement | null
  /** Returns a function that unregisters it. */
  register(kind: 'reading' | 'writing', place: Place): () => void
}

const PLACES: InjectionKey<Places> = Symbol('where the focus can go')

export function providePlaces(): Places {
  const known = { reading: new Set<Place>(), writing: new Set<Place>() }
  const find = (kind: keyof typeof known) => {
    return [...known[kind]].map(place => place()).find(element => element !== null) ?? null
  }
  const places: Places = {
    reading: () => find('reading'),
    writing: () => find('writing'),
    register(kind, place) {
      known[kind].add(place)
      return () => void known[kind].delete(place)
    },
  }
  provide(PLACES, places)
  return places
}

export function usePlaces(): Places {
  const places = inject(PLACES)
  if (!places) throw new Error('This stands outside of a page that calls providePlaces().')
  return places
}

/** Registers the place to read; null while it is hidden. */
export function useReadingPlace(place: Place): void {
  onScopeDispose(usePlaces().register('reading', place))
}

/** Registers the place to write. */
export function useWritingPlace(place: Place): void {
  onScopeDispose(usePlaces().register('writing', place))
}
