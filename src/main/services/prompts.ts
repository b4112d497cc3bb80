// Prompts before any training: those that are known, and what a model makes of one.
import { knownPrompts, knownScore } from '../../core/prompts/known.ts'
import { wordsOf } from '../../core/prompts/verbalizer.ts'
import type { CallName } from '../../shared/contract.ts'
import type { DatasetManifest } from '../../shared/dataset.ts'
import type { ToWorker } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import type { Handlers } from '../../shared/serve.ts'
import type { Context } from './context.ts'
import { findDataset } from './datasets.ts'
import type { KeptModels } from './keptModels.ts'
import { findFolder, findTrainable } from './models.ts'

export function promptService(
  context: Context,
  kept: KeptModels,
): Pick<Handlers, Extract<CallName, `prompts.${string}`>> {
  return {
    'prompts.known': async ({ dataset, model }) => {
      const { task, labels, pairs, report } = labelled(findDataset(context, dataset))
      const { languageModel } = await findTrainable(context, model)
      if (task === 'regress') {
        const { low, high, template } = knownScore
        // Numbers as a dataset has them lie between its own two ends.
        const range = report.range ? { low: report.range.min, high: report.range.max } : null
        return [{ title: 'Numbers', template: template(pairs, languageModel), words: { low, high }, range }]
      }
      return knownPrompts(labels, pairs, languageModel).map(({ title, template, words }) => ({
        title,
        template,
        words: Object.fromEntries(labels.map((label) => [label, wordsOf(label, words).join(', ')])),
        range: null,
      }))
    },
    'prompts.look': async ({ dataset, model, ...question }) => {
      labelled(findDataset(context, dataset))
      const { folder } = findFolder(context, model)
      const key = `prompts on ${folder}`
      kept.keepOnly([key])
      const datasetFolder = context.home.dataset(dataset)
      const ask = (id: number): ToWorker => ({ kind: 'prompt', id, datasetFolder, question })
      return (await kept.ask(key, { kind: 'prompter', modelFolder: folder }, ask, 'prompted')).look
    },
  }
}

function labelled(manifest: DatasetManifest): DatasetManifest {
  if (manifest.task !== 'unlabelled') return manifest
  throw new LabError(
    'dataset',
    `"${manifest.name}" has no labels, and a prompt’s words stand for labels. Choose a dataset with a label for each row.`,
    { dataset: manifest.id },
  )
}
