// What a method leaves beside the model's own weights, where it cannot be folded into them.
import { LabError } from '../../shared/labError.ts'
import type { TuningChoice } from '../../shared/run.ts'
import { chosenTunings } from '../catalog/tunings.ts'
import type { Model } from '../models/family.ts'
import { compose, type Hooks } from '../models/hooks.ts'

export interface Additions {
  /** The methods that stay beside, as people call them. */
  readonly methods: readonly string[]
  /** What puts them into a graph. */
  readonly hooks: Hooks
}

/** The additions of a run that was tuned by `choice`. */
export function additionsOf(choice: TuningChoice, model: Model): Additions {
  const staying = chosenTunings(choice).filter(([, { stays = false }]) => stays)
  return {
    methods: staying.map(([, { title }]) => title),
    hooks: compose(...staying.map(([{ options }, tuning]) => tuning.apply(options, model).hooks)),
  }
}

/** Throws `export` where a whole model would lack what was trained; `instead` is a sentence. */
export function refuseAdditions({ methods }: Additions, instead: string): void {
  if (methods.length === 0) return
  throw new LabError(
    'export',
    `What ${methods.join(' and ')} added stays beside the model’s own weights, so a whole model cannot hold it. ${instead}`,
    { methods: methods.join() },
  )
}
