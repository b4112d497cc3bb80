// A ladder's JSON with every default filled in, and the runs that it stands for.
import { askingOf } from '../../../shared/asking.ts'
import { plainNumber } from '../../../shared/format.ts'
import { sizeTitle } from '../../../shared/comparison/words.ts'
import type { LadderMethod, LadderSpec, Rung } from '../../../shared/ladder.ts'
import { LabError } from '../../../shared/labError.ts'
import { runSpec, type RunSpec } from '../../../shared/run.ts'
import { findObjective, resolveSpec, usesModel } from '../../catalog/resolveSpec.ts'
import { chosenTunings, isIdle } from '../../catalog/tunings.ts'
import { stepPlan } from '../../training/plan.ts'

/** How often a run looks at its validation rows, unless the ladder says otherwise. */
const looks = 10

/**
 * Fills in each method's name, options and learning rate for a model of width `hidden`.
 * @throws LabError `method` or `option` where an option is wrong, an objective gives no labels, or names and sizes repeat.
 */
export function resolveLadder(spec: LadderSpec, hidden: number): LadderSpec {
  const methods = named(spec.methods.map((method) => resolveMethod(spec, method, hidden)))
  const twice = repeated(methods.map(({ name }) => name))
  if (twice !== undefined)
    throw new LabError(
      'option',
      `Two methods are called "${twice}". Give one of them another name, so that the table can tell them apart.`,
      { option: 'methods', name: twice },
    )
  return { ...spec, methods, sizes: [...new Set(spec.sizes)] }
}

function resolveMethod({ dataset, model }: LadderSpec, method: LadderMethod, hidden: number): LadderMethod {
  const { tuning, objective, learningRate } = method
  const run = resolveSpec({ dataset, model, tuning, objective, training: { learningRate } }, hidden)
  if (findObjective(run).kind !== 'rows')
    throw new LabError(
      'method',
      `A ladder compares how well labels are learned, and the objective "${objective.id}" learns none. Choose classify or regress.`,
      { objective: objective.id },
    )
  return {
    name: method.name,
    tuning: run.tuning,
    objective: run.objective,
    learningRate: run.training.learningRate,
  }
}

/** Those without a name take the title of their tuning, with the learning rate where another has the same title. */
function named(methods: readonly LadderMethod[]): LadderMethod[] {
  const titles = methods.map((method) => method.name || titleOf(method))
  return methods.map((method, i) => {
    const alone = method.name !== '' || titles.filter((title) => title === titles[i]).length === 1
    return { ...method, name: alone ? titles[i]! : `${titles[i]} at ${plainNumber(method.learningRate!)}` }
  })
}

/** "LoRA", of two together "Adapter and LoRA", and how rows are asked where that is not by the usual head. */
function titleOf({ tuning, objective }: LadderMethod): string {
  const title = chosenTunings(tuning)
    .map(([, one]) => one.title)
    .join(' and ')
  const asking = askingOf(objective)
  if (asking === 'words') return findObjective({ objective }).title
  if (isIdle(tuning)) return 'Zero-shot prompt'
  if (asking === 'mean') return tuning.id === 'head' ? 'Linear probe' : `${title}, mean of tokens`
  return asking === 'prompt' ? `${title} by prompt` : title
}

/** The run of one rung that has `rows` training rows. `ladder` is a resolved one. */
export function rungSpec(ladder: LadderSpec, { method, size, seed }: Rung, rows: number): RunSpec {
  const { dataset, model, split, training, minimumSteps, device, threads } = ladder
  const { name, tuning, objective, learningRate } = ladder.methods[method]!
  const { steps: usual } = stepPlan(rows, { ...training, steps: 0 })
  const steps = isIdle(tuning) ? 0 : Math.max(minimumSteps, usual)
  const evaluateEvery = training.evaluateEvery || Math.ceil(steps / looks)
  return runSpec.parse({
    name: `${name}, ${sizeTitle(size)}, seed ${seed}`,
    dataset,
    model: usesModel({ objective }) ? model : '',
    split: { ...split, shots: size === 'all' ? 0 : size, seed },
    objective,
    tuning,
    training: { ...training, learningRate, steps, evaluateEvery },
    seed,
    device,
    threads,
  })
}

const repeated = (names: readonly string[]): string | undefined =>
  names.find((name, i) => names.indexOf(name) !== i)
