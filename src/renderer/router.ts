// Where the window is: pages as hashes, so that links, back and reload work on the desktop and in a browser alike.
import { useMemo, useSyncExternalStore } from 'react'

export interface Place {
  readonly page: string
  /** The thing on the page: a run's or a dataset's id; empty for none. */
  readonly id: string
  readonly query: URLSearchParams
}

/** "#/runs/abc?tab=options" as a place. */
export function placeOf(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [page = '', id = ''] = path.split('/')
  return { page, id: decodeURIComponent(id), query: new URLSearchParams(query) }
}

/** The address of a place, for links. */
export function hrefOf(page: string, id = '', query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(query).toString()
  return `#/${page}${id && `/${encodeURIComponent(id)}`}${search && `?${search}`}`
}

/** Goes to a place. */
export function go(page: string, id = '', query: Readonly<Record<string, string>> = {}): void {
  location.hash = hrefOf(page, id, query)
}

/** Changes the address of the place at hand, so that a reload and a link find it; back leads to what was before it. */
export function rewrite(page: string, id = '', query: Readonly<Record<string, string>> = {}): void {
  location.replace(hrefOf(page, id, query))
}

/** Goes on from `from` when something has finished there; whoever has gone elsewhere meanwhile stays. */
export function goOn(
  from: string,
  page: string,
  id = '',
  query: Readonly<Record<string, string>> = {},
): void {
  if (placeOf(location.hash).page === from) go(page, id, query)
}

/** The place at hand; renders again when it changes. */
export function usePlace(): Place {
  const hash = useSyncExternalStore(
    (listener) => {
      addEventListener('hashchange', listener)
      return () => removeEventListener('hashchange', listener)
    },
    () => location.hash,
  )
  return useMemo(() => placeOf(hash), [hash])
}
