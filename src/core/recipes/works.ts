// Every work of every recipe, by the name that its steps use. Only worker processes open this file: it reaches the engine.
import { LabError } from '../../shared/labError.ts'
import { findTemplates, findWords, judgePairs } from './lmbff/works.ts'
import { judgeHeldOut } from './multitask/judgeHeldOut.ts'
import { mixTasks } from './multitask/mixTasks.ts'
import { beginPet } from './pet/beginWork.ts'
import { growPet } from './pet/growWork.ts'
import { labelPet } from './pet/labelWork.ts'
import { preparePet } from './pet/prepareWork.ts'
import type { Work } from './work.ts'

const works: { readonly [name: string]: Work } = {
  'lmbff.words': findWords,
  'lmbff.templates': findTemplates,
  'lmbff.pairs': judgePairs,
  'pet.prepare': preparePet,
  'pet.begin': beginPet,
  'pet.grow': growPet,
  'pet.label': labelPet,
  'multitask.mix': mixTasks,
  'multitask.judge': judgeHeldOut,
}

/** The work called `name`. Throws LabError `internal`. */
export function findWork(name: string): Work {
  if (Object.hasOwn(works, name)) return works[name]!
  throw new LabError('internal', `No recipe has a work called "${name}".`, { work: name })
}
