// A model folder -> a Model: reads config.json and finds the family.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { issueSentence } from '../../shared/issueSentence.ts'
import { LabError } from '../../shared/labError.ts'
import { albert, albertConfig } from './albert.ts'
import { bert, bertConfig } from './bert.ts'
import { distilbert, distilbertConfig } from './distilbert.ts'
import { electra, electraConfig } from './electra.ts'
import { deberta, debertaConfig } from './deberta.ts'
import type { Model } from './family.ts'
import { gpt2, gpt2Config } from './gpt2.ts'
import { llama, llamaConfig, qwen2Config } from './llama.ts'
import { modernbert, modernbertConfig } from './modernbert.ts'
import { roberta, robertaConfig } from './roberta.ts'

const families: { readonly [modelType: string]: (config: unknown) => Model } = {
  bert: (config) => bert(bertConfig.parse(config)),
  roberta: (config) => roberta(robertaConfig.parse(config)),
  'xlm-roberta': (config) => roberta(robertaConfig.parse(config)),
  camembert: (config) => roberta(robertaConfig.parse(config)),
  distilbert: (config) => distilbert(distilbertConfig.parse(config)),
  albert: (config) => albert(albertConfig.parse(config)),
  'deberta-v2': (config) => deberta(debertaConfig.parse(config)),
  electra: (config) => electra(electraConfig.parse(config)),
  gpt2: (config) => gpt2(gpt2Config.parse(config)),
  llama: (config) => llama(llamaConfig.parse(config)),
  modernbert: (config) => modernbert(modernbertConfig.parse(config)),
  qwen2: (config) => llama(qwen2Config.parse(config)),
}

/** What config.json calls the families that Lathe knows. */
export const familyNames: readonly string[] = Object.keys(families)

/** The model that `folder`/config.json describes. Throws as modelFrom, and `model` where there is no such file. */
export async function openModel(folder: string): Promise<Model> {
  const path = join(folder, 'config.json')
  return modelFrom(await readConfig(path), path)
}

/** The model that the config.json at `path` describes. Throws `model` where a value or the family is unknown. */
export function modelFrom(config: object, path: string): Model {
  // The first models of BERT did not say what they are.
  const type = z.object({ model_type: z.string() }).safeParse(config).data?.model_type ?? 'bert'
  if (!Object.hasOwn(families, type))
    throw new LabError(
      'model',
      `${path} describes a model of the family "${type}". Lathe knows ${Object.keys(families).join(', ')}.`,
      { path, family: type },
    )
  try {
    return families[type]!({ model_type: type, ...config })
  } catch (thrown) {
    const issue = thrown instanceof z.ZodError ? thrown.issues[0] : undefined
    if (!issue) throw thrown
    throw new LabError(
      'model',
      `${path} has a wrong ${issue.path.join('.')}: ${issueSentence(issue)}.`,
      { path },
      thrown,
    )
  }
}

async function readConfig(path: string): Promise<object> {
  try {
    return z.looseObject({}).parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (thrown) {
    const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT'
    throw new LabError(
      'model',
      missing
        ? `There is no ${path}. A model folder holds config.json, model.safetensors and tokenizer.json.`
        : `${path} is not readable JSON.`,
      { path },
      thrown,
    )
  }
}
