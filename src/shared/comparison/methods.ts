// A ladder's methods and runs, as the tables and charts take them.
import { askingOf } from '../asking.ts'
import { inDomainOf, metricNames, type MetricName } from '../domains.ts'
import { LabError } from '../labError.ts'
import type { LadderDetails, LadderMethod, LadderRun, LadderSpec } from '../ladder.ts'
import { tuningName } from '../tuningName.ts'
import type { Trial } from './trials.ts'

export interface ComparedMethod {
  /** What its runs are gathered under. */
  readonly key: string
  readonly title: string
  /** From 1: decides colour, dash and mark, the same in every chart. */
  readonly number: number
}

export function methodsOf({ methods }: LadderSpec): ComparedMethod[] {
  return methods.map(({ name }, i) => ({ key: String(i), title: name, number: i + 1 }))
}

/** Whether a method learns by changing the model, or adding to it. */
export const trainsModel = ({ tuning }: LadderMethod): boolean => tuning.id !== 'none'

/** The key of standard fine-tuning, against which the lecture holds the others; undefined where it is not compared. */
export function fullOf({ methods }: LadderSpec): string | undefined {
  const at = methods.findIndex(
    ({ tuning, objective }) => tuning.id === 'full' && askingOf(objective) === 'head',
  )
  return at < 0 ? undefined : String(at)
}

/**
 * The key of the method that `words` call, by its name or its tuning ("lora", "adapter+lora", "prompt:full"), in any case.
 * @throws LabError('option') where there is none, or several have that tuning
 */
export function methodCalled({ methods }: LadderSpec, words: string): string {
  const same = (name: string): boolean => name.toLowerCase() === words.trim().toLowerCase()
  const named = methods.findIndex(({ name }) => same(name))
  if (named >= 0) return String(named)
  const tuned = methods.flatMap((method, i) => (same(wordOf(method)) ? [String(i)] : []))
  if (tuned.length === 1) return tuned[0]!
  throw new LabError(
    'option',
    `${tuned.length === 0 ? 'No method' : 'More than one method'} of this comparison is called "${words}". Its methods are ${methods.map(({ name }) => `"${name}"`).join(', ')}.`,
    { option: 'against', got: words },
  )
}

/** What `lathe ladder --methods` calls it. */
function wordOf({ tuning, objective }: LadderMethod): string {
  const asking = askingOf(objective)
  if (asking === 'words') return objective.id
  return asking === 'head' ? tuningName(tuning) : `${asking}:${tuningName(tuning)}`
}

/** The score by which the runs are judged: what chose their best weights. */
export function metricOf(runs: readonly LadderRun[]): MetricName {
  const done = runs.find(({ result }) => result !== null)?.result
  const chosen = done?.best?.series.split('/').at(-1)
  const scores = done ? inDomainOf(done)?.scores : undefined
  const present = metricNames.filter((name) => scores?.[name] !== undefined)
  return present.find((name) => name === chosen && name !== 'loss') ?? present[0] ?? 'accuracy'
}

/** The finished runs. */
export function trialsOf({ runs, spec }: LadderDetails): Trial[] {
  const metric = metricOf(runs)
  return runs.flatMap(({ method, size, seed, result, outOfDomain }): Trial[] => {
    const score = result ? inDomainOf(result)?.scores[metric] : undefined
    if (!result || score === undefined) return []
    return [
      {
        method: String(method),
        size,
        seed,
        score,
        elsewhere: spec.elsewhere.map(
          ({ dataset }) => outOfDomain.find((one) => one.dataset === dataset)?.scores[metric] ?? null,
        ),
        trainable: result.trainableParameters,
        total: result.totalParameters,
        diskBytes: result.keptBytes ?? 0,
        seconds: result.seconds,
        memoryBytes: result.peakMemoryBytes,
        milliseconds: result.speed?.millisecondsPerText ?? null,
      },
    ]
  })
}

/**
 * Seconds until the last run has ended, `atOnce` at a time: each takes as long as finished ones of its method and size
 * did, else as those of its size, else as all. Null while nothing has finished. `running` is what the run at work says.
 */
export function secondsLeft(
  runs: readonly LadderRun[],
  running: number | null,
  atOnce: number,
): number | null {
  const done = runs.filter(({ result }) => result !== null)
  if (done.length === 0) return null
  const meanOf = (some: readonly LadderRun[]): number | null =>
    some.length === 0 ? null : some.reduce((sum, { result }) => sum + result!.seconds, 0) / some.length
  let left = 0
  for (const run of runs) {
    if (run.state !== 'queued' && run.state !== 'running') continue
    const likeIt = done.filter(({ method, size }) => method === run.method && size === run.size)
    const usual = meanOf(likeIt) ?? meanOf(done.filter(({ size }) => size === run.size)) ?? meanOf(done)!
    left += run.state === 'running' && running !== null ? running : usual
  }
  return left / atOnce
}
