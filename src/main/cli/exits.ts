// lathe exits: what leaving early would save and cost a run, rule by rule, and thresholds with a promise.
import type { Command } from 'commander'
import { guaranteed, rowsNeeded, type Promised } from '../../shared/exits/guarantee.ts'
import {
  curveOf,
  judgedSplits,
  keptShares,
  layeredOf,
  rulesOf,
  type JudgedSplit,
  type Layered,
} from '../../shared/exits/layered.ts'
import { boldestWith, operatingPoint } from '../../shared/exits/operatingPoints.ts'
import { exitRules, type ExitRule, type ExitRuleName } from '../../shared/exits/rules.ts'
import { LabError } from '../../shared/labError.ts'
import type { Lab } from '../services/lab.ts'
import { type CommandEnvironment, type CommonOptions, withLab } from './commandLab.ts'
import { exitsReport } from './exitsReport.ts'
import { amount } from './parsers.ts'

interface ExitsOptions extends CommonOptions {
  readonly lose?: number
  readonly risk: number
  readonly rule?: ExitRuleName
}

/** What a rule does to the rows of a split. */
export interface RuleResult {
  readonly score: number
  /** The share of all layers that need not be computed. */
  readonly saved: number
  readonly meanLayers: number
}

/** A threshold that was chosen on the validation rows, and what it does to each split. */
export interface ChosenThreshold {
  /** Null where no text may leave. */
  readonly rule: ExitRule | null
  readonly splits: { readonly [S in JudgedSplit]?: RuleResult }
}

export interface ExitsFound {
  readonly run: string
  readonly layers: number
  readonly metric: 'accuracy' | 'pearson'
  readonly rows: { readonly [S in JudgedSplit]?: number }
  /** The score of each layer, first layer first. */
  readonly scores: { readonly [S in JudgedSplit]?: readonly number[] }
  /** The most that each rule saves with at least a share of the full score. */
  readonly points: readonly (ChosenThreshold & { readonly name: ExitRuleName; readonly share: number })[]
  readonly promise?: Promised
  /** Of each rule; `lost` validation rows are answered rightly by the last layer alone. */
  readonly promised?: readonly (ChosenThreshold & { readonly name: ExitRuleName; readonly lost: number })[]
}

export function addExits(program: Command, environment: CommandEnvironment): void {
  program
    .command('exits')
    .description('Say how well each layer of a run answers, and what leaving early saves and costs.')
    .argument('<run>', 'run id, of a run with exits')
    .option('--rule <name>', `one rule alone: ${exitRules.join(', ')}`, ruleName)
    .option(
      '--lose <points>',
      'promise: lose at most so many points of accuracy; the threshold is chosen on the validation rows',
      amount,
    )
    .option('--risk <percent>', 'how likely the promise may be wrong', amount, 5)
    .action((run: string, options: ExitsOptions) =>
      withLab(environment, options, false, async (lab) => {
        const found = exitsOf(run, await splitsOf(lab, run), options)
        return { json: found, text: exitsReport(found) }
      }),
    )
}

type Splits = { readonly [S in JudgedSplit]?: Layered }

/** What every layer said of the run's validation and test rows. Throws LabError `run` where it has no exits. */
async function splitsOf({ handlers }: Lab, id: string): Promise<Splits & { readonly dev: Layered }> {
  const { result } = await handlers['runs.get']({ id })
  const [dev, test] = await Promise.all(
    judgedSplits.map(async (split) =>
      split === 'dev' || result?.layers?.[split]
        ? layeredOf(await handlers['exits.layers']({ id, split }))
        : undefined,
    ),
  )
  return { dev: dev!, ...(test && { test }) }
}

function exitsOf(
  run: string,
  splits: Splits & { readonly dev: Layered },
  { lose, risk, rule: only }: Pick<ExitsOptions, 'lose' | 'risk' | 'rule'>,
): ExitsFound {
  const { dev } = splits
  const { layers } = dev.said
  const rules = rulesOf(dev.said).filter((rule) => only === undefined || rule === only)
  if (rules.length === 0)
    throw new LabError(
      'option',
      `The rule "${only}" does not go with this run. Its rules are ${rulesOf(dev.said).join(', ')}.`,
      { option: '--rule' },
    )
  const did = (rule: ExitRule | null): ChosenThreshold => ({
    rule,
    splits: bySplit(splits, ({ rows, score }) => {
      const point = operatingPoint(rule ?? nobody, rows, score)
      return { score: point.score, saved: point.saved, meanLayers: point.meanLayers }
    }),
  })
  return {
    run,
    layers,
    metric: dev.said.labels.length > 0 ? 'accuracy' : 'pearson',
    rows: bySplit(splits, ({ rows }) => rows.length),
    scores: bySplit(splits, ({ rows, score }) =>
      Array.from({ length: layers }, (_, l) => score(rows, new Array<number>(rows.length).fill(l))),
    ),
    points: rules.flatMap((name) => {
      const { points } = curveOf(name, dev, dev)
      return keptShares.map((share) => ({
        name,
        share,
        ...did(boldestWith(share, points, dev.full)?.rule ?? null),
      }))
    }),
    ...(lose !== undefined && promisedBy(rules, dev, { loss: lose / 100, risk: risk / 100 }, did)),
  }
}

/** Throws LabError `run` for numbers, and where the rows are too few to promise anything; `option` for what is no promise. */
function promisedBy(
  rules: readonly ExitRuleName[],
  dev: Layered,
  promise: Promised,
  did: (rule: ExitRule | null) => ChosenThreshold,
): Pick<ExitsFound, 'promise' | 'promised'> {
  for (const [option, share] of [
    ['--lose', promise.loss],
    ['--risk', promise.risk],
  ] as const)
    if (!(share > 0 && share < 1))
      throw new LabError('option', `${option} takes a number between 0 and 100, e.g. ${option} 5.`, {
        option,
      })
  if (dev.said.labels.length === 0)
    throw new LabError(
      'run',
      'This run answers by numbers, and a promise counts right answers. Choose a threshold by its operating points.',
      { option: '--lose' },
    )
  const [rows, needed] = [dev.rows.length, rowsNeeded(promise)]
  if (rows < needed)
    throw new LabError(
      'run',
      `${rows} validation rows cannot prove this: even where not one of them is lost, it takes ${needed}. Promise less (--lose, --risk), or train with more validation rows (--set split.dev=0.3).`,
      { rows, needed },
    )
  return {
    promise,
    promised: rules.map((name) => {
      const { rule, lost } = guaranteed(name, dev.rows, promise)
      const chosen = did(rule)
      return { name, lost, ...(chosen.splits.dev!.saved > 0 ? chosen : did(null)) }
    }),
  }
}

/** A rule that lets nobody leave. */
const nobody: ExitRule = { rule: 'probability', threshold: 2 }

function bySplit<T>(splits: Splits, of: (layered: Layered) => T): { [S in JudgedSplit]?: T } {
  return Object.fromEntries(
    judgedSplits.flatMap((split) => (splits[split] ? [[split, of(splits[split])]] : [])),
  )
}

function ruleName(text: string): ExitRuleName {
  const name = exitRules.find((one) => one === text)
  if (name) return name
  throw new LabError('usage', `--rule takes one of ${exitRules.join(', ')}, not "${text}".`, {
    option: '--rule',
  })
}
