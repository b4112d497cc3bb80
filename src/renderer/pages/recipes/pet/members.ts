// The models of an ensemble as the page of PET tells them: what is known so far of each pattern on each seed.
import type { PetLabelled, PetPattern, PetPrepared } from '../../../../shared/pet.ts'
import type { RecipeDetails, RecipeStep } from '../../../../shared/recipe.ts'

export interface Member {
  readonly title: string
  readonly pattern: PetPattern
  /** Accuracy on the training rows, untrained. */
  readonly before: number
  /** Accuracy on the validation and the test rows, trained; of the last generation. */
  readonly validation: number | null
  readonly test: number | null
  /** Share in the ensemble, and of the rows that it answers as the ensemble does. */
  readonly weight: number | null
  readonly withEnsemble: number | null
}

export interface PetState {
  readonly prepared: PetPrepared
  readonly labelled: PetLabelled | null
  readonly members: readonly Member[]
  /** The distilled classifier. */
  readonly classifier: RecipeStep | null
}

/** What is known of a recipe so far; null before its first work is done. */
export function petState({ steps }: Pick<RecipeDetails, 'steps'>): PetState | null {
  const workOf = (id: string): unknown => steps.find((step) => step.id === id)?.work ?? null
  const prepared = workOf('prepare') as PetPrepared | null
  if (prepared === null) return null
  const labelled = workOf('label') as PetLabelled | null
  const runs = steps.filter((step) => step.kind === 'run' && step.id !== 'classifier')
  // Each generation has the same models in the same order; the newest one is asked.
  const generations = new Set(runs.map(({ id }) => id.split(',')[0])).size
  const count = runs.length / Math.max(1, generations)
  const newest = runs.slice(-count)
  const perPattern = Math.max(1, Math.round(count / prepared.patterns.length))
  const members = newest.map(({ title, result }, m): Member => {
    const pattern = Math.floor(m / perPattern)
    const told = labelled?.models[m]
    return {
      title: told?.title ?? title,
      pattern: prepared.patterns[pattern]!,
      before: prepared.before[pattern]!,
      validation: result?.scores.dev?.accuracy ?? null,
      test: result?.scores.test?.accuracy ?? null,
      weight: told?.weight ?? null,
      withEnsemble: told?.withEnsemble ?? null,
    }
  })
  return {
    prepared,
    labelled,
    members,
    classifier: steps.find(({ id }) => id === 'classifier') ?? null,
  }
}
