// Every work of every recipe, by the name that its steps use. Only worker processes open this file: it reaches the engine.
import { LabError } from '../../shared/labError.ts'
import type { Work } from './work.ts'

const works: { readonly [name: string]: Work } = {}

/** The work called `name`. Throws LabError `internal`. */
export function findWork(name: string): Work {
  if (Object.hasOwn(works, name)) return works[name]!
  throw new LabError('internal', `No recipe has a work called "${name}".`, { work: name })
}
