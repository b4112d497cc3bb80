// Prompts before any training: those that are known, and what a model makes of one.
import { knownPrompts } from '../../core/prompts/known.ts'
import { wordsOf } from '../../core/prompts/verbalizer.ts'
import type { CallName } from '../../shared/contract.ts'
import type { DatasetManifest } from '../../shared/dataset.ts'
import type { ToWorker } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import type { Handlers } from '../../shared/serve.ts'
import type { Context } from './context.ts'
import { findDataset } from './datasets.ts'
import type { KeptModels } from './keptModels.ts'
import { findFolder, findModel } from './models.ts'

export function promptService(
  context: Context,
  kept: KeptModels,
): Pick<Handlers, Extract<CallName, `prompts.${string}`>> {
  return {
    'prompts.known': async ({ dataset, model }) => {
      const { labels, pairs } = ofClasses(findDataset(context, dataset))
      const { languageModel } = await findModel(context, model)
      return knownPrompts(labels, pairs, languageModel).map(({ title, template, words }) => ({
        title,
        template,
        words: Object.fromEntries(labels.map((label) => [label, wordsOf(label, words).join(', ')])),
      }))
    },
    'prompts.look': async ({ dataset, model, ...question }) => {
      ofClasses(findDataset(context, dataset))
      const { folder } = findFolder(context, model)
      const key = `prompts on ${folder}`
      kept.keepOnly([key])
      const datasetFolder = context.home.dataset(dataset)
      const ask = (id: number): ToWorker => ({ kind: 'prompt', id, datasetFolder, question })
      return (await kept.ask(key, { kind: 'prompter', modelFolder: folder }, ask, 'prompted')).look
    },
  }
}

function ofClasses(manifest: DatasetManifest): DatasetManifest {
  if (manifest.task === 'classify') return manifest
  throw new LabError(
    'dataset',
    `"${manifest.name}" has no classes, and a prompt’s words stand for classes. Choose a dataset with a label for each row.`,
    { dataset: manifest.id },
  )
}
