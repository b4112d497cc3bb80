// Which formats can hold what a run trained.
import { exportFormats, type ExportFormat } from '../../shared/exports.ts'
import { LabError } from '../../shared/labError.ts'
import type { TuningChoice } from '../../shared/run.ts'
import { chosenTunings, isIdle } from '../catalog/tunings.ts'
import type { Model } from '../models/family.ts'
import type { HeadKind } from '../models/heads.ts'
import { adapter } from '../tuning/adapter.ts'
import { peftTypeOf } from './peft/index.ts'

/** What decides where a run can go. */
export interface Leaving {
  readonly tuning: TuningChoice
  /** Whether it gives rows an answer, or predicts tokens. */
  readonly answers: 'rows' | 'tokens'
  /** Its inner layers where those answer; `false` where they do not, and absent where that is not decided yet. */
  readonly exits?: object | false | undefined
  /** What it trained on; without one, a format counts that can hold the tuning of some model. */
  readonly model?: Model
}

interface Room {
  /** What the format is called in a sentence. */
  readonly what: string
  /** Whether it has a place for what was trained; a sentence where that takes more to say. */
  holds(leaving: Leaving): boolean | string
  /** Whether it has a place for a head that is not the family's own; absent: for none. */
  readonly hasHead?: (kind: HeadKind) => boolean
}

const rooms: { readonly [F in ExportFormat]: Room } = {
  peft: {
    what: 'a PEFT adapter',
    holds: ({ tuning: { id, and }, answers, model }) => {
      const type = and ? undefined : peftTypeOf(id)
      return type !== undefined && ((model && type.refuses?.(model, answers)) ?? true)
    },
  },
  adapterHub: {
    what: 'an AdapterHub adapter',
    holds: ({ tuning: { id, and }, answers }) => answers === 'rows' && !and && id === adapter.id,
    // Its heads read the first token.
    hasHead: (kind) => kind !== 'mean',
  },
  merged: {
    what: 'a merged model',
    holds: ({ tuning }) => chosenTunings(tuning).every(([, { stays = false }]) => !stays),
  },
  onnx: {
    what: 'an ONNX model',
    // A graph can have every hook in it.
    holds: ({ answers }) =>
      answers === 'rows' || 'A language model is no classifier yet, so it does not leave as an ONNX model.',
    hasHead: () => true,
  },
  onnxExits: {
    what: 'a set of ONNX layers',
    holds: ({ answers, exits }) => {
      if (answers === 'tokens')
        return 'A language model that answers prompts has no place in a set of ONNX layers: the set would need the prompt, too.'
      return (
        exits !== false ||
        'The inner layers of this run have not learned to answer, so no text could leave at them.'
      )
    },
    hasHead: () => true,
  },
}

/** The formats that have a place for what was trained. */
export const formatsOf = (leaving: Leaving): ExportFormat[] =>
  exportFormats.filter((format) => holds(format, leaving) === true)

/** @throws LabError('export') where the format has no place for what was trained, with those that have. */
export function checkFormat(format: ExportFormat, leaving: Leaving): void {
  if (isIdle(leaving.tuning))
    throw new LabError(
      'export',
      'This run trained nothing, so there is nothing to take away: it asked the model as it was. Export a run that learned.',
      { format, tuning: leaving.tuning.id },
    )
  const held = holds(format, leaving)
  if (held === true) return
  const methods = chosenTunings(leaving.tuning).map(([, { title }]) => title)
  const others = formatsOf(leaving).map((other) => rooms[other].what)
  const reason = held || `What ${methods.join(' and ')} trained has no place in ${rooms[format].what}.`
  const advice =
    others.length > 0
      ? `Choose ${others.join(' or ')}.`
      : 'A language model leaves so in no other way: train it with LoRA, or in full.'
  throw new LabError('export', `${reason} ${advice}`, {
    format,
    tuning: leaving.tuning.id,
  })
}

function holds(format: ExportFormat, leaving: Leaving): boolean | string {
  if (isIdle(leaving.tuning)) return false
  const { what, hasHead = () => false, ...room } = rooms[format]
  const held = room.holds(leaving)
  const head = leaving.model?.head.kind ?? 'own'
  return held === true && head !== 'own' && !hasHead(head)
    ? `The head "${head}" of this run has no place in ${what}.`
    : held
}
