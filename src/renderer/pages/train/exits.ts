// Which exits a run can have.
import { askingOf } from '../../../shared/asking.ts'
import type { ExitValue, ObjectiveValue, TuningValue } from '../../../shared/axes.ts'
import type { DraftSpec } from './draftSpec.ts'

/** What decides about exits, of a draft and the values that it has chosen. */
export interface Chosen {
  readonly objective: ObjectiveValue | undefined
  readonly tuning: Pick<TuningValue, 'idle'> | undefined
}

/** Why no inner layer of the run can learn to answer; null where they can. */
export function whyNoExit(draft: DraftSpec, { objective, tuning }: Chosen): string | null {
  if (askingOf({ ...draft.objective }) === 'words')
    return 'No model takes part, so there are no layers to leave.'
  if (objective?.languageModel)
    return 'A language model predicts words for every token, and all of them need the last layer. Exits are for runs that answer rows: in classes, or by a number.'
  if (tuning?.idle)
    return 'Nothing is trained, so inner layers cannot learn to answer. Choose another method.'
  if (draft.start !== '')
    return 'The weights that it starts from have no exits. Start anew to let inner layers learn to answer.'
  return null
}

/** The exits that go with what is answered: numbers have no probabilities that other layers could learn. */
export function fittingExits(
  exits: readonly ExitValue[],
  { objective }: Pick<Chosen, 'objective'>,
): readonly ExitValue[] {
  return exits.filter(({ teaches }) => !teaches || objective?.dataset !== 'regress')
}

/** The draft without its exit, where the run cannot have it. */
export function withFittingExit(draft: DraftSpec, chosen: Chosen, exits: readonly ExitValue[]): DraftSpec {
  const { id } = draft.exit
  const fits = whyNoExit(draft, chosen) === null && fittingExits(exits, chosen).some((exit) => exit.id === id)
  return id === 'none' || fits ? draft : { ...draft, exit: { id: 'none', options: {} } }
}
