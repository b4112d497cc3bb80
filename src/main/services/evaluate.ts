// Scores a trained run on a dataset that it did not learn from.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeFileAtomic } from '../../core/files/atomic.ts'
import { readRunFile } from '../../core/training/method.ts'
import { readExamples } from '../../core/data/readDataset.ts'
import type { DatasetManifest } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import { type LabelMapping, offerMapping } from '../../shared/labelMapping.ts'
import type { OutOfDomain, SplitName } from '../../shared/run.ts'
import type { Handlers } from '../../shared/serve.ts'
import type { StoredRun } from '../store/runs.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import { findDataset } from './datasets.ts'
import { findRun, runInfo, usablePlace } from './runInfo.ts'

export interface EvaluationRequest {
  readonly id: string
  readonly dataset: string
  /** Without one, the test file, else the validation file, else all rows. */
  readonly split?: SplitName | undefined
  /** Without one, what offerMapping says. Labels that it does not name are left out. */
  readonly mapping?: LabelMapping | undefined
  /** Where the prediction of each scored row is kept (JSONL); else it is not. */
  readonly predictionsFile?: string | undefined
}

export function evaluationService(context: Context): Pick<Handlers, 'runs.evaluate'> {
  return { 'runs.evaluate': (request) => evaluateElsewhere(context, request) }
}

/**
 * Scores run `id` on the rows of another dataset whose labels mean one of its own, and keeps the result with the run in
 * place of an earlier one on the same dataset.
 * @throws LabError `dataset` where it is the run's own dataset or does not fit the run; `label` where the mapping names a
 * label that the run does not know, or leaves every row out; `run` where the run has no weights yet.
 */
export async function evaluateElsewhere(
  context: Context,
  { id, dataset, split, mapping, predictionsFile }: EvaluationRequest,
): Promise<OutOfDomain> {
  const run = findRun(context, id)
  const place = usablePlace(context.home, run)
  const manifest = findDataset(context, dataset)
  const chosen = chosenSplit(manifest, split)
  // The run's own file tells its labels where its dataset is gone, or was never here.
  const known = fitting(context, run, manifest)?.labels ?? (await readRunFile(place.runFolder)).labels
  const labels = mappingOf(run, known, manifest, mapping)
  const folder = await mkdtemp(join(tmpdir(), 'lathe-evaluate-'))
  try {
    const examplesFile = join(folder, 'examples.jsonl')
    const leftOut = await writeMapped(context.home.dataset(dataset), chosen, labels, examplesFile)
    const { scores } = await askWorker(
      context.platform,
      {
        kind: 'evaluate',
        place,
        examplesFile,
        predictionsFile: predictionsFile ?? join(folder, 'predictions.jsonl'),
      },
      'evaluated',
    )
    const result: OutOfDomain = {
      dataset,
      datasetName: manifest.name,
      split: chosen,
      mapping: { ...labels },
      leftOut,
      scores,
      at: new Date().toISOString(),
    }
    keep(context, run, result)
    return result
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Keeps it, unless the run went on meanwhile and its weights are others now. */
function keep(context: Context, { id, ended }: StoredRun, result: OutOfDomain): void {
  const run = findRun(context, id)
  if (run.ended !== ended) return
  const others = run.outOfDomain.filter(({ dataset }) => dataset !== result.dataset)
  const changed = context.store.runs.update(id, { outOfDomain: [...others, result] })
  context.emit('runs.changed', runInfo(context.home, changed))
}

function chosenSplit({ name, report }: DatasetManifest, split: SplitName | undefined): SplitName {
  const present = (['test', 'dev', 'train'] as const).filter((one) => report.splits[one])
  const chosen = split ?? present[0]
  if (chosen && present.includes(chosen)) return chosen
  throw new LabError('dataset', `"${name}" has no ${chosen ?? 'usable'} rows. Choose another dataset.`, {
    split: chosen ?? null,
  })
}

/** The dataset that the run learned from, where `manifest` could be one of the same kind. */
function fitting(
  { store }: Context,
  { number, spec }: StoredRun,
  manifest: DatasetManifest,
): DatasetManifest | undefined {
  const own = store.datasets.get(spec.dataset)
  const refuse = (why: string): LabError =>
    new LabError('dataset', `${why} Choose another dataset.`, { dataset: manifest.id })
  if (manifest.id === spec.dataset)
    throw refuse(`Run ${number} learned from "${manifest.name}" itself, so its rows say nothing new.`)
  if (manifest.task !== (spec.objective.id === 'regress' ? 'regress' : 'classify'))
    throw refuse(`Run ${number} gives other answers than the labels of "${manifest.name}".`)
  if (own && own.pairs !== manifest.pairs)
    throw refuse(
      `Run ${number} reads ${own.pairs ? 'pairs of texts' : 'single texts'}, "${manifest.name}" holds ${own.pairs ? 'single ones' : 'pairs'}.`,
    )
  return own
}

function mappingOf(
  { number }: StoredRun,
  known: readonly string[],
  { name, labels, task }: DatasetManifest,
  given: LabelMapping | undefined,
): LabelMapping {
  if (task === 'regress') return {}
  const offered = given ?? offerMapping(labels, known)
  const mapping = Object.fromEntries(labels.map((label) => [label, offered[label] ?? null]))
  const stranger = Object.values(offered).find((label) => label !== null && !known.includes(label))
  const quoted = (some: readonly string[]): string => some.map((label) => `"${label}"`).join(', ')
  if (stranger !== undefined)
    throw new LabError('label', `Run ${number} has no label "${stranger}". It knows ${quoted(known)}.`, {
      label: stranger!,
    })
  if (Object.values(mapping).every((label) => label === null))
    throw new LabError(
      'label',
      `None of the labels of "${name}" (${quoted(labels.slice(0, 5))}) stands for one that run ${number} knows (${quoted(known.slice(0, 5))}). Say which means which, or choose another dataset.`,
    )
  return mapping
}

/** Writes the rows with the run's labels to `file`; returns how many of each label stayed behind. */
async function writeMapped(
  folder: string,
  split: SplitName,
  mapping: LabelMapping,
  file: string,
): Promise<{ label: string; rows: number }[]> {
  const left = new Map<string, number>()
  const lines = async function* (): AsyncGenerator<Uint8Array> {
    for await (const example of readExamples(folder, split)) {
      const label = example.label === undefined ? undefined : mapping[example.label]
      if (label === null) left.set(example.label!, (left.get(example.label!) ?? 0) + 1)
      else yield Buffer.from(`${JSON.stringify({ ...example, label: label ?? example.label })}\n`)
    }
  }
  await writeFileAtomic(file, lines())
  return [...left].map(([label, rows]) => ({ label, rows }))
}
