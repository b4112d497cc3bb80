// From which run a model was made, read from the lathe.json that its export left beside it.
import type { Lineage } from '../../shared/contract.ts'
import { readFacts } from './facts.ts'

/** Null for a folder that is no whole model of a run. */
export async function lineageOf(folder: string): Promise<Lineage | null> {
  const facts = await readFacts(folder).catch(() => null)
  if (facts?.format !== 'merged') return null
  const { name, baseTitle, baseModel, dataset, run, scores } = facts
  const { accuracy, pearson } = scores.test ?? scores.dev ?? {}
  const [score, value] = accuracy === undefined ? ['Pearson', pearson] : ['accuracy', accuracy]
  return {
    run: name,
    base: baseTitle ?? baseModel,
    dataset: dataset.name,
    tuning: run.tuning.id,
    score: value === undefined ? null : { name: score, value },
  }
}
