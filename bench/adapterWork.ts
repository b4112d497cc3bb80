// What bench/latheAdapters.ts is asked to do, and what it answers.

export interface AdapterWork {
  /** `shared`: one model and LoRA runs on it. `merged`: a whole model for each. */
  readonly side: 'shared' | 'merged'
  readonly modelFolder: string
  /** Folders of runs: LoRA for `shared`; for `merged` only a head, which takes the place and the time of a merged model. */
  readonly runFolders: readonly string[]
}

export interface AdapterResult {
  /** Resident memory of the process with all of them ready and warm, less what it held before. */
  readonly bytes: number
  /** Until all runs have answered one text, the median of several texts. */
  readonly milliseconds: number
  /** Until one run has answered a text that another one answered before, the median. */
  readonly switched: number
}
