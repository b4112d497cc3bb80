// From which run a model was made, read from the lathe.json that its export left beside it.
import type { Lineage } from '../../shared/models.ts'
import { tuningName } from '../../shared/tuningName.ts'
import { readFacts } from './facts.ts'

const chiefScores = [
  ['accuracy', 'accuracy'],
  ['pearson', 'Pearson'],
  ['perplexity', 'perplexity'],
] as const

/** Null for a folder that is no whole model of a run. */
export async function lineageOf(folder: string): Promise<Lineage | null> {
  const facts = await readFacts(folder).catch(() => null)
  if (facts?.format !== 'merged') return null
  const { name, baseTitle, baseModel, dataset, run, scores } = facts
  const found = scores.test ?? scores.dev
  const chief = chiefScores.find(([name]) => found?.[name] !== undefined)
  return {
    run: name,
    base: baseTitle ?? baseModel,
    dataset: dataset.name,
    tuning: tuningName(run.tuning),
    score: chief && found ? { name: chief[1], value: found[chief[0]]! } : null,
  }
}
