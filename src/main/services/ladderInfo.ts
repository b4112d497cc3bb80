// A ladder as clients see it: put together from its row and its runs.
import type { DatasetManifest } from '../../shared/dataset.ts'
import {
  type LadderDetails,
  type LadderInfo,
  type LadderRun,
  type LadderState,
  rungsOf,
  sameRung,
  type Rung,
} from '../../shared/ladder.ts'
import { LabError } from '../../shared/labError.ts'
import type { RunState } from '../../shared/run.ts'
import type { StoredLadder } from '../store/ladders.ts'
import type { StoredRun } from '../store/runs.ts'
import type { Context } from './context.ts'

/** The ladder `id`. Throws LabError `notFound`, also where it is in the trash. */
export function findLadder({ store }: Pick<Context, 'store'>, id: string): StoredLadder {
  const ladder = store.ladders.get(id)
  if (!ladder || ladder.deleted !== null) throw unknownLadder(id)
  return ladder
}

export const unknownLadder = (id: string): LabError =>
  new LabError('notFound', `There is no ladder "${id}". "lathe ladders" lists the ladders.`, { id })

/** Every rung, with its run where there is one. */
export function rungsWithRuns(
  { store }: Pick<Context, 'store'>,
  { id, spec }: StoredLadder,
): { rung: Rung; run: StoredRun | undefined }[] {
  const runs = store.runs.ofLadder(id)
  return rungsOf(id, spec).map((rung) => ({
    rung,
    run: runs.find((run) => run.rung !== null && sameRung(run.rung, rung)),
  }))
}

/** `finishing` are runs that are done but still being scored elsewhere. */
export function ladderDetails(
  context: Pick<Context, 'store'>,
  ladder: StoredLadder,
  finishing: ReadonlySet<string>,
): LadderDetails {
  const runs = rungsWithRuns(context, ladder).map(({ rung, run }) => ladderRun(rung, run))
  const counts: Partial<Record<RunState, number>> = {}
  for (const { state, run } of runs) if (run !== null) counts[state] = (counts[state] ?? 0) + 1
  const { id, number, name, created, spec } = ladder
  const first = context.store.runs.ofLadder(id)[0]
  const nameOf = (dataset: string): string => context.store.datasets.get(dataset)?.name ?? dataset
  return {
    id,
    number,
    name,
    created,
    state: stateOf(runs, finishing),
    spec,
    datasetName: first?.datasetName ?? nameOf(spec.dataset),
    modelTitle: first?.modelTitle ?? spec.model,
    elsewhereNames: spec.elsewhere.map(({ dataset }) => nameOf(dataset)),
    testRows: context.store.datasets.get(spec.dataset)?.report.splits.test ? 'file' : 'drawn',
    majority: mostFrequent(context.store.datasets.get(spec.dataset)),
    counts,
    total: runs.length,
    runs,
  }
}

/** The classes of which no other has more training rows; none where the dataset is gone or has numbers. */
function mostFrequent(dataset: DatasetManifest | undefined): string[] {
  const classes =
    dataset?.report.classes.map(({ label, counts }) => ({ label, rows: counts.train ?? 0 })) ?? []
  const most = Math.max(...classes.map(({ rows }) => rows))
  return classes.filter(({ rows }) => rows === most).map(({ label }) => label)
}

export function ladderInfo(...of: Parameters<typeof ladderDetails>): LadderInfo {
  const { runs: _, ...info } = ladderDetails(...of)
  return info
}

function ladderRun({ ladder: _, ...place }: Rung, run: StoredRun | undefined): LadderRun {
  if (!run)
    return { ...place, run: null, state: 'stopped', error: null, note: '', result: null, outOfDomain: [] }
  const { id, state, error, note, result, outOfDomain } = run
  const done = state === 'done'
  return { ...place, run: id, state, error, note, result: done ? result : null, outOfDomain }
}

function stateOf(runs: readonly LadderRun[], finishing: ReadonlySet<string>): LadderState {
  const under: readonly RunState[] = ['queued', 'running', 'stopping']
  if (runs.some(({ run, state }) => under.includes(state) || finishing.has(run ?? ''))) return 'running'
  return runs.some(({ state }) => state === 'stopped') ? 'stopped' : 'done'
}
