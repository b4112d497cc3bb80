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
import type { OutOfDomain, Progress, SplitName } from '../../shared/run.ts'
import type { Handlers } from '../../shared/serve.ts'
import type { StoredRun } from '../store/runs.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import { findDataset } from './datasets.ts'
import { findRun, isForeign, runInfo, usablePlace } from './runInfo.ts'

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

/** For who wants to see how far it is, or to end it. */
export interface EvaluationWatch {
  readonly onProgress?: (progress: Progress) => void
  readonly stop?: AbortSignal
}

interface Work {
  readonly stop: AbortController
  readonly dataset: string
  progress: Progress | null
}

export function evaluationService(
  context: Context,
): Pick<Handlers, 'runs.evaluate' | 'runs.scoring' | 'runs.stopScoring'> {
  const working = new Map<string, Work>()
  return {
    'runs.evaluate': async (request) => {
      const { id, dataset } = request
      const { number } = findRun(context, id)
      if (working.has(id))
        throw new LabError('run', `Run ${number} is being scored already. Wait for it, or stop it.`, { id })
      const work: Work = { stop: new AbortController(), dataset, progress: null }
      working.set(id, work)
      const onProgress = (progress: Progress): void => {
        work.progress = progress
        context.emit('runs.scoring', { id, dataset, progress })
      }
      try {
        return await evaluateElsewhere(context, request, { onProgress, stop: work.stop.signal })
      } finally {
        working.delete(id)
        context.emit('runs.scoring', { id, dataset, progress: null })
      }
    },
    'runs.scoring': async ({ id }) => {
      const { labels, pairs } = await knownTo(context, findRun(context, id))
      const work = working.get(id)
      return {
        labels: [...labels],
        pairs,
        working: work ? { dataset: work.dataset, progress: work.progress } : null,
      }
    },
    'runs.stopScoring': ({ id }) => {
      working.get(id)?.stop.abort()
      return { ok: true }
    },
  }
}

/**
 * Scores run `id` on the rows of another dataset whose labels mean one of its own, and keeps the result with the run in
 * place of an earlier one on the same dataset. Null where it was stopped; then nothing is kept.
 * @throws LabError `dataset` where it is the run's own dataset or does not fit the run; `label` where the mapping names a
 * label that the run does not know, or leaves every row out; `run` where the run has no weights yet.
 */
export async function evaluateElsewhere(
  context: Context,
  { id, dataset, split, mapping, predictionsFile }: EvaluationRequest,
  { onProgress, stop }: EvaluationWatch = {},
): Promise<OutOfDomain | null> {
  const run = findRun(context, id)
  const place = usablePlace(context.home, run)
  const manifest = findDataset(context, dataset)
  const chosen = chosenSplit(manifest, split)
  const known = await knownTo(context, run)
  requireFitting(run, known, manifest)
  const labels = mappingOf(run, known.labels, manifest, mapping)
  const folder = await mkdtemp(join(tmpdir(), 'lathe-evaluate-'))
  try {
    const examplesFile = join(folder, 'examples.jsonl')
    const leftOut = await writeMapped(context.home.dataset(dataset), chosen, labels, examplesFile)
    if (stop?.aborted) return null
    const { scores } = await askWorker(
      context.platform,
      {
        kind: 'evaluate',
        place,
        examplesFile,
        predictionsFile: predictionsFile ?? join(folder, 'predictions.jsonl'),
      },
      'evaluated',
      { onPoints: ({ progress }) => onProgress?.(progress), ...(stop ? { stop } : {}) },
    )
    if (!scores) return null
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

/** What a run has learned to tell apart, and from what. */
export interface Known {
  readonly labels: readonly string[]
  /** Whether it reads pairs of texts; null where nobody knows, because it was trained elsewhere. */
  readonly pairs: boolean | null
}

/** From its dataset, or from its own file where that is gone or was never here. */
export async function knownTo({ store, home }: Context, run: StoredRun): Promise<Known> {
  const own = store.datasets.get(run.spec.dataset)
  if (own) return own
  const { labels, pairs } = await readRunFile(home.run(run.id))
  return { labels, pairs: isForeign(run) ? null : pairs }
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

function requireFitting({ number, spec }: StoredRun, { pairs }: Known, manifest: DatasetManifest): void {
  const refuse = (why: string): LabError =>
    new LabError('dataset', `${why} Choose another dataset.`, { dataset: manifest.id })
  if (manifest.id === spec.dataset)
    throw refuse(`Run ${number} learned from "${manifest.name}" itself, so its rows say nothing new.`)
  if (manifest.task !== (spec.objective.id === 'regress' ? 'regress' : 'classify'))
    throw refuse(`Run ${number} gives other answers than the labels of "${manifest.name}".`)
  if (pairs !== null && pairs !== manifest.pairs)
    throw refuse(
      `Run ${number} reads ${pairs ? 'pairs of texts' : 'single texts'}, "${manifest.name}" holds ${pairs ? 'single ones' : 'pairs'}.`,
    )
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
