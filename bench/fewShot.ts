// The lecture's table of few labels, in small: what each way makes of 16 labels per class, on LM-BFF's own samples and seeds.
// Every number comes from the command line that people use; what is done already is not done again (--home keeps it).
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { random } from '../src/shared/random.ts'
import { inPercent } from './fineTune.ts'
import { lathe } from './lathe.ts'

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/datasets' },
    sets: { type: 'string', default: 'sst2,mr,subj,mpqa,mrpc,rte,mnli' },
    seeds: { type: 'string', default: '13,21,42,87,100' },
    ways: { type: 'string', default: 'ladder,lmbff,pet' },
    methods: { type: 'string', default: 'prompt:none,tfidf,mean:head,full,prompt:full' },
    model: { type: 'string', default: 'starter' },
    unlabelled: { type: 'string', default: '1000' },
    home: { type: 'string', default: 'out/fewShot' },
    threads: { type: 'string', default: '1' },
  },
})

/** The files that LM-BFF tests on, where they could be had; see the README of the datasets. */
const tests: Readonly<Record<string, string>> = {
  mr: 'test.tsv',
  mpqa: 'test.tsv',
  subj: 'test.tsv',
  mnli: 'dev_matched.tsv',
  snli: 'test_cased_1000.tsv',
}

/** Fewer trials, steps and sets than a person would take, so that a hundred of these fit into an evening. */
const lmbffOptions = [
  '--trials',
  '3',
  '--trial-steps',
  '40',
  '--steps',
  '100',
  '--beam',
  '4',
  '--demonstration-sets',
  '2',
]

/** The steps of recipes that end in a score to compare, and what the table calls them. */
const lastSteps: Readonly<Record<string, string>> = {
  plain: 'LM-BFF: automatic prompt',
  demonstrated: 'LM-BFF: + demonstrations',
  classifier: 'PET',
}

/** Test accuracies by way, one for each seed. */
type Found = Map<string, number[]>

await mkdir(flags.home, { recursive: true })
for (const set of flags.sets.split(',')) {
  const found: Found = new Map()
  for (const seed of flags.seeds.split(','))
    for (const way of flags.ways.split(','))
      for (const [name, accuracy] of Object.entries(await accuraciesOf(way, set, seed)))
        found.set(name, [...(found.get(name) ?? []), accuracy])
  for (const [name, accuracies] of found) console.log(`${set}  ${name}  ${inPercent(accuracies)}`)
}

async function accuraciesOf(way: string, set: string, seed: string): Promise<Record<string, number>> {
  const shots = join(flags.data, 'lmbff-kshot', set, `16-${seed}`)
  const test = join(flags.data, set, tests[set] ?? 'dev.tsv')
  const common = [
    ...['--data', join(shots, 'train.tsv'), '--eval', join(shots, 'dev.tsv'), '--test', test],
    ...['--model', flags.model, '--home', join(flags.home, `${set}-${seed}`), '--threads', flags.threads],
    '--json',
  ]
  if (way === 'ladder') {
    const methods = ['--methods', flags.methods, '--seeds', '1', '--first-seed', seed, '--drop-weights']
    const { spec, runs } = await lathe<LadderAnswer>('ladder', [...common, ...methods])
    return Object.fromEntries(
      runs.map(({ method, result }) => [spec.methods[method]!.name, result.scores.test.accuracy]),
    )
  }
  const more = way === 'pet' ? ['--unlabelled', await unlabelledRows(set, seed)] : lmbffOptions
  const { steps } = await lathe<RecipeAnswer>(way, [...common, ...more, '--seed', seed])
  return Object.fromEntries(
    steps.flatMap(({ id, result }) => {
      const name = lastSteps[id]
      return name === undefined || result === null ? [] : [[name, result.scores.test.accuracy]]
    }),
  )
}

interface LadderAnswer {
  readonly spec: { readonly methods: readonly { readonly name: string }[] }
  readonly runs: readonly {
    readonly method: number
    readonly result: { readonly scores: { readonly test: { readonly accuracy: number } } }
  }[]
}

interface RecipeAnswer {
  readonly steps: readonly {
    readonly id: string
    readonly result: LadderAnswer['runs'][number]['result'] | null
  }[]
}

/** Texts of the task's training file without their labels, drawn anew by each seed. */
async function unlabelledRows(set: string, seed: string): Promise<string> {
  const lines = (await readFile(join(flags.data, set, 'train.tsv'), 'utf8')).trimEnd().split('\n')
  const [head, ...rows] = lines.map((line) => line.split('\t').slice(0, -1).join('\t'))
  const drawn = random(Number(seed), 'unlabelled').shuffle(rows).slice(0, Number(flags.unlabelled))
  const path = join(flags.home, `${set}-${seed}.unlabelled.tsv`)
  await writeFile(path, [head, ...drawn, ''].join('\n'))
  return path
}
