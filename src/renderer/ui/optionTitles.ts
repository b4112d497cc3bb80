// What each option of a run is called, by its place in the spec.
import type { Output } from '../../shared/contract.ts'
import { schemaFields } from './schemaFields.ts'

const own = [
  ['dataset', 'Dataset'],
  ['model', 'Model'],
  ['objective.id', 'Objective'],
  ['tuning.id', 'Method'],
  ['tuning.and.id', 'Together with'],
  ['exit.id', 'Early exit'],
  ['seed', 'Seed'],
  ['device', 'Device'],
  ['threads', 'Threads'],
] as const

/** "training.learningRate" -> "Learning rate". Methods that share an option's name share its title. */
export function optionTitles(info: Output<'app.info'>): ReadonlyMap<string, string> {
  const titles = new Map<string, string>(own)
  const add = (prefix: string, schema: Readonly<Record<string, unknown>>): void => {
    for (const { name, title } of schemaFields(schema)) titles.set(`${prefix}.${name}`, title)
  }
  add('training', info.trainingSchema)
  add('split', info.splitSchema)
  for (const { schema } of info.objectives) add('objective.options', schema)
  for (const { schema } of info.tunings)
    for (const place of ['tuning.options', 'tuning.and.options']) add(place, schema)
  for (const { schema } of info.exits) add('exit.options', schema)
  return titles
}
