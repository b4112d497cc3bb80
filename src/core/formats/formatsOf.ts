// Which formats can hold what a run trained.
import { exportFormats, type ExportFormat } from '../../shared/contract.ts'
import { LabError } from '../../shared/labError.ts'
import type { TuningChoice } from '../../shared/run.ts'
import { chosenTunings } from '../catalog/tunings.ts'
import { adapter } from '../tuning/adapter.ts'
import { peftTypeOf } from './peft/index.ts'

interface Room {
  /** What the format is called in a sentence. */
  readonly what: string
  /** Whether it has a place for what the tuning trains. */
  holds(tuning: TuningChoice): boolean
}

const rooms: { readonly [F in ExportFormat]: Room } = {
  peft: { what: 'a PEFT adapter', holds: ({ id, and }) => !and && peftTypeOf(id) !== undefined },
  adapterHub: { what: 'an AdapterHub adapter', holds: ({ id, and }) => !and && id === adapter.id },
  merged: {
    what: 'a merged model',
    holds: (tuning) => chosenTunings(tuning).every(([, { stays = false }]) => !stays),
  },
  // A graph can have every hook in it.
  onnx: { what: 'an ONNX model', holds: () => true },
}

/** The formats that have a place for what a tuning trains. */
export const formatsOf = (tuning: TuningChoice): ExportFormat[] =>
  exportFormats.filter((format) => rooms[format].holds(tuning))

/** @throws LabError('export') where the format has no place for what the tuning trains, with those that have. */
export function checkFormat(format: ExportFormat, tuning: TuningChoice): void {
  if (rooms[format].holds(tuning)) return
  const methods = chosenTunings(tuning).map(([, { title }]) => title)
  const others = formatsOf(tuning).map((other) => rooms[other].what)
  throw new LabError(
    'export',
    `What ${methods.join(' and ')} trained has no place in ${rooms[format].what}. Choose ${others.join(' or ')}.`,
    { format, tuning: tuning.id },
  )
}
