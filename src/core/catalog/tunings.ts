// The tuning of a run: one method, or two together.
import { LabError } from '../../shared/labError.ts'
import type { AxisChoice, TuningChoice } from '../../shared/run.ts'
import type { Model } from '../models/family.ts'
import { compose, type Hooks } from '../models/hooks.ts'
import { tunings } from '../tuning/index.ts'
import type { Applied, Known, Tuning } from '../tuning/tuning.ts'
import { find } from './find.ts'

export const findTuning = ({ id }: AxisChoice): Tuning => find('tuning', tunings, id)

/** Whether a run trains nothing and only asks the model. */
export const isIdle = (tuning: TuningChoice): boolean => findTuning(tuning).idle === true

/** The chosen methods, one or two. Throws `method` for one that does not exist, and for two that do not go together. */
export function chosenTunings({ and, ...first }: TuningChoice): readonly [AxisChoice, Tuning][] {
  const chosen = [first, ...(and ? [and] : [])].map((one): [AxisChoice, Tuning] => [one, findTuning(one)])
  if (!and) return chosen
  const reason =
    chosen.map(([, tuning]) => tuning.alone).find((alone) => alone !== undefined) ??
    (and.id === first.id ? 'Two methods that train together are two different ones.' : undefined) ??
    (chosen.every(([, { prompts = false }]) => prompts)
      ? 'Both put virtual tokens before the text.'
      : undefined)
  if (reason === undefined) return chosen
  throw new LabError('method', `${first.id} and ${and.id} do not go together. ${reason}`, {
    tuning: first.id,
    and: and.id,
  })
}

/** The tuning at work on one model. Of two, the first acts first where both act in the same place. */
export function applyTuning(choice: TuningChoice, model: Model, known?: Known): Applied {
  const applied = chosenTunings(choice).map(([{ options }, tuning]) => tuning.apply(options, model, known))
  const [only] = applied
  if (applied.length === 1) return only!
  // Only methods with virtual tokens settle, and no two of those go together.
  const settling = applied.find(({ settled }) => settled)?.settled
  return {
    hooks: together(applied.map(({ hooks }) => hooks)),
    trains: (name, isHead) => applied.some((one) => one.trains(name, isHead)),
    virtualTokens: applied.reduce((sum, { virtualTokens = 0 }) => sum + virtualTokens, 0),
    ...(settling && {
      settled: {
        hooks: compose(...applied.map(({ hooks, settled }) => settled?.hooks ?? hooks)),
        graph: () => settling.graph(),
      },
    }),
  }
}

/** What each of `all` answers in turn, and nothing where none does: who reads the hooks sees where they act. */
function together(all: readonly Hooks[]): Hooks {
  const answered = Object.entries(compose(...all)).filter(([name]) => all.some((hooks) => name in hooks))
  return Object.fromEntries(answered)
}
