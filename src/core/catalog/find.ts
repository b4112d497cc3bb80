// A value of one of the axes by its id.
import { LabError } from '../../shared/labError.ts'

/** Throws `method` with what exists. */
export function find<V extends { readonly id: string }>(axis: string, values: readonly V[], id: string): V {
  const value = values.find((v) => v.id === id)
  if (value) return value
  throw new LabError(
    'method',
    `There is no ${axis} called "${id}". Choose one of ${values.map((v) => v.id).join(', ')}.`,
    { axis, id },
  )
}
