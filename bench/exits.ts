// The lecture's table of early exit: score and layers saved at three operating points of each strategy and, with --speed, how much
// faster that is. What is trained already is not trained again (--home keeps it).
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openHome } from '../src/main/home.ts'
import { fileSecrets } from '../src/main/host/fileSecrets.ts'
import { forkNode } from '../src/main/host/nodePlatform.ts'
import { workerEntry } from '../src/main/host/workerEntry.ts'
import { openLab } from '../src/main/services/lab.ts'
import { findRun, usablePlace } from '../src/main/services/runInfo.ts'
import type { LayeredRows } from '../src/shared/exits/answers.ts'
import {
  curveOf,
  keptShares,
  layeredOf,
  rulesOf,
  type JudgedSplit,
  type Layered,
} from '../src/shared/exits/layered.ts'
import { boldestWith, operatingPoint, type OperatingPoint } from '../src/shared/exits/operatingPoints.ts'
import type { ExitRuleName } from '../src/shared/exits/rules.ts'
import { exitSpeed } from './exitSpeed.ts'
import { lathe } from './lathe.ts'

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/datasets' },
    sets: { type: 'string', default: 'sst2-sentences,agnews,mnli,rte,mrpc,stsb,qqp' },
    strategies: { type: 'string', default: 'twoStage,joint,alternating,weighted,selfDistil' },
    models: { type: 'string', default: 'starter' },
    epochs: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    rows: { type: 'string', default: '0' },
    rounds: { type: 'string', default: '3' },
    home: { type: 'string', default: 'out/exits' },
    threads: { type: 'string', default: '1' },
    speed: { type: 'boolean', default: false },
  },
})

/** Files of a set that are not called train, dev and test. Where there is no test file, dev is the test and training rows are set aside. */
const tests: Readonly<Record<string, string>> = {
  mnli: 'dev_matched.tsv',
  rte: 'dev.tsv',
  mrpc: 'dev.tsv',
  stsb: 'dev.tsv',
  qqp: 'test_bimpm.tsv',
}

/** The rules of classes that belong to each strategy. */
const rulesFor: Readonly<Record<string, readonly ExitRuleName[]>> = {
  twoStage: ['entropy'],
  joint: ['entropy'],
  alternating: ['entropy', 'certainty'],
  weighted: ['patience'],
  selfDistil: ['entropy'],
}

await mkdir(flags.home, { recursive: true })
const lab = openLab({
  home: openHome(flags.home),
  adopts: false,
  platform: {
    kind: 'node',
    secrets: fileSecrets(flags.home),
    forkWorker: () => forkNode(workerEntry()),
    pathOf: ({ ref }) => ref,
    trustsPaths: true,
  },
})
try {
  for (const model of flags.models.split(','))
    for (const set of flags.sets.split(',')) {
      // Two stages leave the last layer as it is without exits: what all are measured against.
      const { full: raw } = await layers(await trained(model, set, 'twoStage'), 'test')
      for (const strategy of flags.strategies.split(',')) await report(model, set, strategy, raw)
    }
} finally {
  await lab.close()
}

async function report(model: string, set: string, strategy: string, raw: number): Promise<void> {
  const id = await trained(model, set, strategy)
  const [dev, test] = [await layers(id, 'dev'), await layers(id, 'test')]
  const numbers = dev.said.labels.length === 0
  for (const rule of rulesOf(dev.said)) {
    if (!numbers && !rulesFor[strategy]!.includes(rule)) continue
    const points = keptShares.map((share) => {
      const choosing = curveOf(rule, dev, dev).points
      const chosen = boldestWith(share, choosing, dev.full) ?? choosing[0]!
      return operatingPoint(chosen.rule, test.rows, test.score)
    })
    const cells = points.map(
      ({ score: s, saved }) => `${percent(s / raw)} of the score, ${percent(saved)} saved`,
    )
    console.log(
      [model, set, strategy, rule, `whole ${percent(test.full)} (raw ${percent(raw)})`, ...cells].join(' | '),
    )
    if (flags.speed) await reportSpeed(id, points[0]!, test.said.rows)
  }
}

async function reportSpeed(
  id: string,
  { rule, meanLayers }: OperatingPoint,
  rows: LayeredRows['rows'],
): Promise<void> {
  const place = usablePlace(lab.context.home, findRun(lab.context, id))
  const { single, batch } = await exitSpeed(place, rule, rows.slice(0, 320), Number(flags.rounds))
  for (const [name, { whole, layers: all, early }] of [
    ['one text', single],
    ['32 texts', batch],
  ] as const)
    console.log(
      `  ${name}: whole ${whole.toFixed(2)} ms a text, layer by layer ${all.toFixed(2)} ms, early ${early.toFixed(2)} ms (${(1000 / early).toFixed(0)} rows/s): ` +
        `${(Math.min(whole, all) / early).toFixed(2)} times as fast as the faster of both, ${meanLayers.toFixed(1)} layers on average`,
    )
}

/** The run of a strategy, trained where it is not yet. */
async function trained(model: string, set: string, strategy: string): Promise<string> {
  const path = join(flags.home, `${model.replaceAll('/', '-')} ${set} ${strategy} ${flags.seed}.json`)
  if (!existsSync(path)) {
    const file = (name: string): string => join(flags.data, set, name)
    const test = tests[set] ?? 'test.tsv'
    const evaluation = test === 'dev.tsv' ? ['--set', 'split.dev=0.15'] : ['--eval', file('dev.tsv')]
    const run = await lathe<{ runId: string }>('train', [
      ...['--data', await sampled(file('train.tsv')), ...evaluation, '--test', file(test), '--model', model],
      ...['--objective', set === 'stsb' ? 'regress' : 'classify', '--tuning', 'full', '--exit', strategy],
      ...(strategy === 'alternating' ? ['--set', 'alternating.certainty=true'] : []),
      // As many steps for the model itself in two stages as in one.
      ...['--epochs', String(Number(flags.epochs) * (strategy === 'twoStage' ? 2 : 1))],
      ...['--seed', flags.seed, '--threads', flags.threads, '--home', flags.home, '--json'],
    ])
    await writeFile(path, JSON.stringify({ id: run.runId }))
  }
  return (JSON.parse(await readFile(path, 'utf8')) as { id: string }).id
}

/** The file, or one with the first `--rows` of its rows. */
async function sampled(path: string): Promise<string> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  const most = Number(flags.rows)
  if (most === 0 || lines.length - 1 <= most) return path
  const target = join(flags.home, path.split('/').slice(-2).join('-'))
  await writeFile(target, [...lines.slice(0, most + 1), ''].join('\n'))
  return target
}

async function layers(id: string, split: JudgedSplit): Promise<Layered> {
  return layeredOf(await lab.handlers['exits.layers']({ id, split }))
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}
