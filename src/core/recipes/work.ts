// A work: what a recipe needs to know between runs, found out in a worker process.
import type { DatasetManifest } from '../../shared/dataset.ts'
import type { WorkPlace } from '../../shared/jobs.ts'
import type { Json } from '../../shared/json.ts'
import type { TrainingIo } from '../training/reporter.ts'

export interface Worked {
  /** What was found; the recipe's steps see it. */
  readonly result: Json
  /** Datasets that it has made in `place.datasetsFolder`; see deriveDataset. */
  readonly datasets?: readonly DatasetManifest[]
}

/**
 * The same input and place give the same result, so that one that was killed can simply be done again. It ends early and
 * throws where `io.stopRequested()`.
 */
export type Work = (input: Json, place: WorkPlace, io: TrainingIo) => Promise<Worked>
