// Several queries of which a page needs every answer.
import { Loader } from '@mantine/core'
import type { ReactNode } from 'react'
import { ErrorNote } from './ErrorNote.tsx'

interface Query {
  readonly data: unknown
  readonly error: unknown
}

type Answers<Q> = {
  readonly [K in keyof Q]: Q[K] extends { readonly data: infer D } ? NonNullable<D> : never
}

/** The answers by name, or what stands in the page's place until all are there: the first error, or a sign of waiting. */
export function allOf<Q extends Readonly<Record<string, Query>>>(
  queries: Q,
):
  | { readonly answers: Answers<Q>; readonly instead: null }
  | { readonly answers: null; readonly instead: ReactNode } {
  const all = Object.entries(queries)
  const failed = all.find(([, { error }]) => error)
  if (failed) return { answers: null, instead: <ErrorNote error={failed[1].error} /> }
  if (all.some(([, { data }]) => data === undefined))
    return { answers: null, instead: <Loader size="sm" aria-label="Loading" /> }
  const answers = Object.fromEntries(all.map(([name, { data }]) => [name, data])) as Answers<Q>
  return { answers, instead: null }
}
