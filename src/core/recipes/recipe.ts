// What a recipe is: a pure function from what is done to what is to be done. Whoever executes it may be killed at any time.
import type { z } from 'zod'
import type { DatasetManifest } from '../../shared/dataset.ts'
import type { Json } from '../../shared/json.ts'
import type { RecipeSpec } from '../../shared/recipe.ts'
import type { RunResult, RunSpecInput } from '../../shared/run.ts'
import type { LanguageModel } from '../models/family.ts'

export interface Recipe<S extends z.ZodType = z.ZodType> {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly claim: string
  /** Whether it wants all rows; others are for a few of each class. */
  readonly allRows?: boolean
  /** Its options: the form, the flags of the command line and the check come from it. */
  readonly schema: S
  /**
   * All steps that are known so far, in their order; what hangs on results that are not there yet comes later. The same
   * context gives the same steps. Throws a LabError where options, dataset and model do not go together.
   */
  steps(context: RecipeContext<z.output<S>>): readonly Step[]
  /** What was found, once every step is done. */
  result(context: RecipeContext<z.output<S>>): RecipeResult
}

/** What a recipe decides by. */
export interface RecipeContext<O> {
  readonly spec: RecipeSpec
  readonly options: O
  readonly dataset: DatasetManifest
  /** Any dataset by its id. Throws LabError `notFound`. */
  datasetOf(id: string): DatasetManifest
  readonly model: { readonly hidden: number; readonly languageModel: LanguageModel['kind'] }
  readonly done: Done
}

/** The steps that are done, by their ids; undefined where a step is not. */
export interface Done {
  run(step: string): { readonly id: string; readonly result: RunResult } | undefined
  work(step: string): Json | undefined
}

export type Step = RunStep | WorkStep

/** An ordinary run in the ordinary queue. */
export interface RunStep {
  readonly kind: 'run'
  /** Unlike any other of the recipe. */
  readonly id: string
  readonly title: string
  /** What it leaves out is the recipe's: dataset, model, split, seed, device, threads. */
  readonly spec: Partial<RunSpecInput>
}

/** Something that a worker process finds out between runs: a function of works.ts. It waits for every step before it. */
export interface WorkStep {
  readonly kind: 'work'
  readonly id: string
  readonly title: string
  readonly work: string
  readonly input: Json
  /** Ids of the models that it reads, beside the recipe's own. */
  readonly models?: readonly string[]
  /** Ids of the runs whose weights it reads. */
  readonly runs?: readonly string[]
}

/** `run` is the one to keep, if any; the rest is what the recipe's own pages and reports show. */
export interface RecipeResult {
  readonly run: string | null
  readonly [finding: string]: Json
}

/** Gives the compiler the type of a recipe's options. */
export function defineRecipe<S extends z.ZodType>(recipe: Recipe<S>): Recipe<S> {
  return recipe
}
