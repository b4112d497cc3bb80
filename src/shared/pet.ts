// What the recipe PET finds out on its way, as its works keep it and its pages show it.

/** A template with its label words, on a model. */
export interface PetPattern {
  readonly title: string
  readonly template: string
  /** The words of every label. */
  readonly words: Readonly<Record<string, string>>
  readonly model: string
}

/** What was found before anything was trained. */
export interface PetPrepared {
  /** The unlabelled texts, as a dataset of their own. */
  readonly dataset: string
  readonly rows: number
  readonly trainingRows: number
  readonly classes: readonly { readonly label: string; readonly rows: number }[]
  readonly patterns: readonly PetPattern[]
  /** Of each pattern its accuracy on the training rows, untrained. */
  readonly before: readonly number[]
}

/** A generation of iPET: for each model the dataset that its successor learns from. */
export interface PetGrown {
  readonly datasets: readonly string[]
  /** Rows of each class in it, labelled ones and others. */
  readonly sizes: readonly (readonly number[])[]
}

/** How sure a model is of which label. */
export interface PetAnswer {
  readonly label: string
  readonly probability: number
}

/** An unlabelled row with what each model says of it. */
export interface PetDisagreement {
  readonly row: number
  readonly text: string
  readonly pair?: string
  readonly ensemble: PetAnswer
  /** In the order of the models. */
  readonly answers: readonly PetAnswer[]
}

/** The soft labels of the ensemble, and how much its models agree. */
export interface PetLabelled {
  /** The rows with soft labels, as a dataset. */
  readonly dataset: string
  readonly rows: number
  readonly models: readonly {
    readonly title: string
    readonly pattern: number
    /** Share in the ensemble. */
    readonly weight: number
    /** Share of the rows that the ensemble answers as it does. */
    readonly withEnsemble: number
  }[]
  /** agreement[i][j]: share of the rows that models i and j answer alike. */
  readonly agreement: readonly (readonly number[])[]
  /** Rows by the probability that the ensemble gives its answer: ten bins of equal width from 0 to 1. */
  readonly confidence: readonly number[]
  readonly classes: readonly { readonly label: string; readonly rows: number }[]
  /** Of the ensemble itself; null where there are no such rows. */
  readonly accuracy: { readonly dev: number | null; readonly test: number | null }
  /** The rows on which the models agree least, those first. */
  readonly disagreements: readonly PetDisagreement[]
}

/** Everything that was found. */
export interface PetFound {
  /** The distilled classifier. */
  readonly run: string
  readonly prepared: PetPrepared
  readonly labelled: PetLabelled
}
