// What a host and a worker process say to each other. One process, one job; a predictor stays and answers many texts.
import type { AdapterLook, AdapterWish, ImportedAdapter, NewAdapter } from './adapter.ts'
import type { CombinationOptions } from './combination.ts'
import type { ExportFormat } from './exports.ts'
import type { DeviceInfo } from './host.ts'
import type { DatasetManifest, Example, TokenReport } from './dataset.ts'
import type { ExitAnswer, ExitTimes } from './exits/answers.ts'
import type { ExitRule } from './exits/rules.ts'
import type { Json } from './json.ts'
import type { LabErrorCode, LabErrorDetails } from './labError.ts'
import type { ContinuationScore, GenerationEnd, GenerationOptions } from './generation.ts'
import type { PromptLook, PromptQuestion } from './prompts.ts'
import type { RecipeSpec } from './recipe.ts'
import type { DeviceName, Point, Progress, RunResult, RunSpec, Scores, SplitName } from './run.ts'

/** Where a run's inputs and outputs lie on disk. `spec` has every default filled in. */
export interface RunPlace {
  readonly spec: RunSpec
  readonly datasetFolder: string
  readonly modelFolder: string
  /** The model that the objective learns from, where it has a teacher. */
  readonly teacherFolder?: string | undefined
  /** The dataset whose texts have words hidden beside the rows that are answered, where the objective names one. */
  readonly unlabelledFolder?: string | undefined
  /** The run whose trained weights this one starts from, where it does not start anew. */
  readonly startFolder?: string | undefined
  /** run.json, checkpoints/, predictions.<split>.jsonl */
  readonly runFolder: string
}

/** What a work of a recipe may read, and where it may put datasets that it makes. */
export interface WorkPlace {
  readonly spec: RecipeSpec
  /** Each dataset lies in a folder by its id. */
  readonly datasetsFolder: string
  /** Folders of the models that the step named, and of the recipe's own, by their ids. */
  readonly models: Readonly<Record<string, string>>
  /** The runs that the step named, by their ids. */
  readonly runs: Readonly<Record<string, RunPlace>>
}

export type Job =
  /** Trains; with `resume` it goes on from the newest sound checkpoint; with `measures` the result tells how fast it answers. */
  | {
      readonly kind: 'train'
      readonly place: RunPlace
      readonly resume: boolean
      readonly measures?: boolean
    }
  /** Counts parameters, rows and steps; trains nothing. */
  | { readonly kind: 'plan'; readonly place: RunPlace }
  /** Trains 5 steps on real rows, keeps nothing, and says what the whole would cost. */
  | { readonly kind: 'probe'; readonly place: RunPlace }
  /** Keeps a pre-trained model in memory and answers `predict` messages about runs on it until it is told to stop. */
  | { readonly kind: 'predictor'; readonly modelFolder: string }
  /** Keeps a causal language model, or a run's best checkpoint of one, in memory and answers `generate` and `score`. */
  | {
      readonly kind: 'writer'
      readonly place: { readonly modelFolder: string; readonly runFolder?: string }
      readonly device: DeviceName
      readonly threads: number
    }
  /** Keeps a run with exits in memory and answers `leave` messages. */
  | { readonly kind: 'leaver'; readonly place: RunPlace }
  /** Keeps a pre-trained language model in memory and answers `prompt` messages. */
  | { readonly kind: 'prompter'; readonly modelFolder: string }
  /** Scores the run's best checkpoint on the rows of a JSONL file of examples and writes predictions to `predictionsFile`. */
  | {
      readonly kind: 'evaluate'
      readonly place: RunPlace
      readonly examplesFile: string
      readonly predictionsFile: string
    }
  /** Compares the hidden states of some rows before and after training, and keeps what it finds in the run's folder. */
  | { readonly kind: 'changes'; readonly place: RunPlace }
  /** Reads an adapter of another tool; tells what it is, or makes it the run in `runFolder`. */
  | { readonly kind: 'lookAtAdapter'; readonly folder: string }
  | {
      readonly kind: 'importAdapter'
      readonly folder: string
      readonly runFolder: string
      readonly wish: AdapterWish
    }
  /** Makes one run of several LoRAs on one model. */
  | {
      readonly kind: 'combine'
      readonly runs: readonly { readonly runFolder: string; readonly weight: number }[]
      readonly how: CombinationOptions
      readonly name: string
      readonly modelFolder: string
      readonly runFolder: string
    }
  | {
      readonly kind: 'export'
      readonly place: RunPlace
      readonly format: ExportFormat
      readonly folder: string
      /** The run's scores, for the export's card. */
      readonly scores?: RunResult['scores']
      /** When texts leave a set of layers. */
      readonly exit?: ExitRule | undefined
    }
  | {
      readonly kind: 'tokens'
      readonly datasetFolder: string
      readonly modelFolder: string
      readonly model: string
      readonly maxLength: number
    }
  /** Reads a whole model folder; `recorded` are checksums of its files from before. */
  | {
      readonly kind: 'verify'
      readonly modelFolder: string
      readonly recorded: Readonly<Record<string, string>>
    }
  /** Does a work of a recipe. */
  | { readonly kind: 'work'; readonly work: string; readonly input: Json; readonly place: WorkPlace }
  /** Says what ONNX Runtime can run on here. Its own process, because a driver may crash while it is asked. */
  | { readonly kind: 'devices' }
  | {
      readonly kind: 'pretrain'
      readonly options: Readonly<Record<string, unknown>>
      readonly folder: string
      readonly resume: boolean
    }

export type ToWorker =
  | { readonly kind: 'job'; readonly job: Job }
  /** Finish the step at hand, write a usable checkpoint, end. */
  | { readonly kind: 'stop' }
  | {
      readonly kind: 'predict'
      readonly id: number
      readonly runFolders: readonly string[]
      readonly examples: readonly Example[]
    }
  | {
      readonly kind: 'generate'
      readonly id: number
      readonly prompt: string
      readonly options: GenerationOptions
    }
  /** End the text of question `id` where it is. */
  | { readonly kind: 'stopWriting'; readonly id: number }
  | {
      readonly kind: 'score'
      readonly id: number
      readonly context: string
      readonly continuations: readonly string[]
    }
  | {
      readonly kind: 'leave'
      readonly id: number
      readonly examples: readonly Example[]
      readonly rule: ExitRule | null
      /** Whether to measure the rule against all layers. */
      readonly measure: boolean
    }
  | {
      readonly kind: 'prompt'
      readonly id: number
      readonly datasetFolder: string
      readonly question: PromptQuestion
    }

export interface Predicted {
  readonly predicted: string
  readonly probabilities: readonly { label: string; probability: number }[]
  /** Regression value; null for classes. */
  readonly value: number | null
}

export type FromWorker =
  /** A predictor, writer, leaver or prompter has its model. */
  | { readonly kind: 'ready' }
  /** Answers `plan`; a `train` job may say it too, as soon as it knows. */
  | {
      readonly kind: 'planned'
      readonly trainableParameters: number
      readonly headParameters: number
      readonly totalParameters: number
      readonly rows: Partial<Record<SplitName, number>>
      readonly steps: number
      readonly warnings: readonly string[]
    }
  /** At most about ten a second. */
  | { readonly kind: 'points'; readonly progress: Progress; readonly points: readonly Point[] }
  | {
      readonly kind: 'probed'
      readonly seconds: number
      readonly tokensPerSecond: number
      readonly memoryBytes: number
      readonly diskBytes: number
    }
  | {
      readonly kind: 'trained'
      readonly state: 'done' | 'stopped'
      readonly result: RunResult
      readonly note: string
    }
  | {
      readonly kind: 'predicted'
      readonly id: number
      readonly milliseconds: number
      /** How often the texts went through the model. */
      readonly passes: number
      /** Of each run, in the order of the question. */
      readonly predictions: readonly (readonly Predicted[])[]
    }
  /** What the next token adds to the text of question `id`. */
  | { readonly kind: 'piece'; readonly id: number; readonly text: string }
  | {
      readonly kind: 'generated'
      readonly id: number
      readonly tokens: number
      readonly milliseconds: number
      readonly end: GenerationEnd
    }
  | { readonly kind: 'scored'; readonly id: number; readonly scores: readonly ContinuationScore[] }
  | {
      readonly kind: 'left'
      readonly id: number
      readonly milliseconds: number
      readonly layers: number
      readonly answers: readonly ExitAnswer[]
      readonly times: ExitTimes | null
    }
  | { readonly kind: 'prompted'; readonly id: number; readonly look: PromptLook }
  /** Null where it was stopped. */
  | { readonly kind: 'evaluated'; readonly scores: Scores | null }
  | { readonly kind: 'changed'; readonly state: 'done' | 'stopped' }
  | {
      readonly kind: 'exported'
      readonly files: readonly { name: string; bytes: number }[]
      readonly check: { rows: number; same: number; largestDifference: number; sentence: string }
    }
  | { readonly kind: 'looked'; readonly look: AdapterLook }
  | { readonly kind: 'combined'; readonly combined: NewAdapter }
  | { readonly kind: 'imported'; readonly imported: ImportedAdapter }
  | { readonly kind: 'tokens'; readonly report: TokenReport }
  | { readonly kind: 'worked'; readonly result: Json; readonly datasets: readonly DatasetManifest[] }
  | {
      readonly kind: 'verified'
      readonly tensors: number
      readonly problems: readonly string[]
      readonly checksums: Readonly<Record<string, string>>
    }
  | { readonly kind: 'devices'; readonly devices: readonly DeviceInfo[] }
  | { readonly kind: 'pretrained'; readonly folder: string; readonly sentence: string }
  /** A remark for the run's log, e.g. "WebGPU found no adapter; training on the CPU." */
  | { readonly kind: 'note'; readonly text: string }
  | {
      readonly kind: 'failed'
      /** The question that could not be answered; without it the whole job failed. */
      readonly question?: number
      readonly error: { code: LabErrorCode; message: string; details: LabErrorDetails }
    }
