// A run's JSON with every default filled in, so that it says all that decides its numbers.
import type { z } from 'zod'
import { issueSentence } from '../../shared/issueSentence.ts'
import { LabError } from '../../shared/labError.ts'
import { learningRateFor, statedWidth } from '../../shared/learningRate.ts'
import { runSpec, type AxisChoice, type RunSpec, type RunSpecInput } from '../../shared/run.ts'
import { exits } from '../exits/index.ts'
import type { Exit } from '../exits/exit.ts'
import { objectives } from '../objectives/index.ts'
import type { Objective } from '../objectives/objective.ts'
import { find } from './find.ts'
import { chosenTunings, isIdle } from './tunings.ts'

/** Fills in the options of each axis and the method's own learning rate for a model of width `hidden`. Throws `method` or `option` with what exists. */
export function resolveSpec(input: RunSpecInput, hidden = statedWidth): RunSpec {
  const checked = runSpec.safeParse(input)
  if (!checked.success) throw wrongOption(checked.error)
  const spec = checked.data
  const chosen = chosenTunings(spec.tuning)
  if (!usesModel(spec)) checkWordsAlone(spec)
  else if (isIdle(spec.tuning)) checkIdle(spec)
  // Of two methods the one that learns in smaller steps decides.
  const stated = Math.min(...chosen.map(([, tuning]) => tuning.learningRate))
  const [tuning, and] = chosen.map(([choice, { schema }]) => resolveOptions(choice, schema))
  return {
    ...spec,
    model: usesModel(spec) ? spec.model : '',
    objective: resolveOptions(spec.objective, findObjective(spec).schema),
    tuning: { ...tuning!, ...(and ? { and } : {}) },
    exit: resolveOptions(spec.exit, findExit(spec).schema),
    training: {
      ...spec.training,
      learningRate: spec.training.learningRate ?? learningRateFor(stated, hidden),
    },
  }
}

export const findObjective = ({ objective }: Pick<RunSpec, 'objective'>): Objective =>
  find('objective', objectives, objective.id)
/** Whether a run of `spec` works on a model; one on words alone has none. */
export function usesModel(spec: Pick<RunSpec, 'objective'>): boolean {
  const objective = findObjective(spec)
  return objective.kind === 'tokens' || objective.wordsAlone !== true
}

export const findExit = (spec: RunSpec): Exit => find('exit', exits, spec.exit.id)

/** @throws LabError('method') where a run without a model would tune one, or start from the weights of one. */
function checkWordsAlone({ objective, tuning, exit, start }: RunSpec): void {
  if (isIdle(tuning) && exit.id === 'none' && start === '') return
  throw new LabError(
    'method',
    `The objective "${objective.id}" works on words alone, so there is no model to tune, to leave early or to start from. Its tuning and its exit are "none".`,
    { objective: objective.id, tuning: tuning.id },
  )
}

/** @throws LabError('method') where a run that trains nothing would have a new head, which knows nothing. */
function checkIdle(spec: RunSpec): void {
  if (spec.exit.id !== 'none')
    throw new LabError(
      'method',
      `The exit "${spec.exit.id}" needs inner layers that learn, and the tuning "${spec.tuning.id}" trains nothing. Choose another tuning, or the exit "none".`,
      { tuning: spec.tuning.id, exit: spec.exit.id },
    )
  const objective = findObjective(spec)
  if (objective.kind === 'rows' && objective.ask !== undefined) return
  const prompts = objectives.filter((one) => one.kind === 'rows' && one.ask !== undefined)
  throw new LabError(
    'method',
    `The tuning "${spec.tuning.id}" trains nothing, and the objective "${objective.id}" gives no answers untrained. Choose a prompt (${prompts.map(({ id }) => id).join(' or ')}), or another tuning.`,
    { tuning: spec.tuning.id, objective: objective.id },
  )
}

/** A choice with every option filled in. Throws LabError `option`, which names it. */
export function resolveOptions({ id, options }: AxisChoice, schema: z.ZodType): AxisChoice {
  const known = 'shape' in schema ? Object.keys(schema.shape as object) : []
  const stray = Object.keys(options).find((name) => !known.includes(name))
  if (stray !== undefined) {
    const choices = known.length > 0 ? `Its options are ${known.join(', ')}.` : 'It has no options.'
    throw new LabError('option', `${id} has no option "${stray}". ${choices}`, { option: `${id}.${stray}` })
  }
  const parsed = schema.safeParse(options)
  if (parsed.success) return { id, options: parsed.data as AxisChoice['options'] }
  throw wrongOption(parsed.error, id)
}

function wrongOption(error: z.ZodError, ...of: readonly string[]): LabError {
  const issue = error.issues[0]!
  const option = [...of, ...issue.path].join('.')
  return new LabError('option', `The option ${option} is wrong: ${issueSentence(issue)}.`, { option }, error)
}
