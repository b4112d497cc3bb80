// Which formats can hold what a run trained.
import { exportFormats, type ExportFormat } from '../../shared/contract.ts'
import { LabError } from '../../shared/labError.ts'
import type { TuningChoice } from '../../shared/run.ts'
import { chosenTunings } from '../catalog/tunings.ts'
import type { HeadKind } from '../models/heads.ts'
import { adapter } from '../tuning/adapter.ts'
import { peftTypeOf } from './peft/index.ts'

interface Room {
  /** What the format is called in a sentence. */
  readonly what: string
  /** Whether it has a place for what the tuning trains. */
  holds(tuning: TuningChoice): boolean
  /** Whether it has a place for heads that are not the family's own. */
  readonly anyHead?: true
}

const rooms: { readonly [F in ExportFormat]: Room } = {
  peft: { what: 'a PEFT adapter', holds: ({ id, and }) => !and && peftTypeOf(id) !== undefined },
  adapterHub: {
    what: 'an AdapterHub adapter',
    holds: ({ id, and }) => !and && id === adapter.id,
    anyHead: true,
  },
  merged: {
    what: 'a merged model',
    holds: (tuning) => chosenTunings(tuning).every(([, { stays = false }]) => !stays),
  },
  // A graph can have every hook in it.
  onnx: { what: 'an ONNX model', holds: () => true, anyHead: true },
}

/** The formats that have a place for what a tuning trains under a head. */
export const formatsOf = (tuning: TuningChoice, head: HeadKind = 'own'): ExportFormat[] =>
  exportFormats.filter((format) => {
    const { holds, anyHead = false } = rooms[format]
    return holds(tuning) && (anyHead || head === 'own')
  })

/** @throws LabError('export') where the format has no place for what the tuning trains or for the head, with those that have. */
export function checkFormat(format: ExportFormat, tuning: TuningChoice, head: HeadKind): void {
  const fitting = formatsOf(tuning, head)
  if (fitting.includes(format)) return
  const methods = chosenTunings(tuning).map(([, { title }]) => title)
  const what = rooms[format].holds(tuning)
    ? `The head "${head}" of this run`
    : `What ${methods.join(' and ')} trained`
  const others = fitting.map((other) => rooms[other].what)
  throw new LabError(
    'export',
    `${what} has no place in ${rooms[format].what}. Choose ${others.join(' or ')}.`,
    { format, tuning: tuning.id, head },
  )
}
