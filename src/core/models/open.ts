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
import type { EncoderDecoder } from './encoderDecoder.ts'
import type { Model } from './family.ts'
import { gpt2, gpt2Config } from './gpt2.ts'
import { llama, llamaConfig, qwen2Config } from './llama.ts'
import { modernbert, modernbertConfig } from './modernbert.ts'
import { roberta, robertaConfig } from './roberta.ts'
import { t5, t5Config } from './t5.ts'

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

const encoderDecoders: { readonly [modelType: string]: (config: unknown) => EncoderDecoder } = {
  t5: (config) => t5(t5Config.parse(config)),
}

/** What config.json calls the families that Lathe knows. */
export const familyNames: readonly string[] = [...Object.keys(families), ...Object.keys(encoderDecoders)]

/** The model that `folder`/config.json describes. Throws as modelFrom, and `model` where there is no such file. */
export async function openModel(folder: string): Promise<Model> {
  const path = join(folder, 'config.json')
  return modelFrom(await readConfig(path), path)
}

/**
 * The model that the config.json at `path` describes. Throws `model` where a value or the family is unknown, and `method`
 * for an encoder-decoder.
 */
export function modelFrom(config: object, path: string): Model {
  const model = anyFrom(config, path)
  if ('decode' in model) throw notTrained(model.family)
  return model
}

/** As openModel, for encoder-decoders. Throws `method` where it is any other model. */
export async function openEncoderDecoder(folder: string): Promise<EncoderDecoder> {
  const model = await openAny(folder)
  if ('decode' in model) return model
  throw new LabError(
    'method',
    `The model in ${folder} is of the family "${model.family}" and cannot write what stands in gaps of any length. Choose a T5 model.`,
    { family: model.family },
  )
}

/** As openModel, for whatever Lathe knows. */
export async function openAny(folder: string): Promise<Model | EncoderDecoder> {
  const path = join(folder, 'config.json')
  return anyFrom(await readConfig(path), path)
}

/** The error of an encoder-decoder that is asked to learn or to answer. */
export const notTrained = (family: string): LabError =>
  new LabError(
    'method',
    `A ${family} model reads a text and writes another. Lathe does not train such models and asks them nothing but templates: name it as the template model of LM-BFF (--template-model), and choose another model here.`,
    { family },
  )

function anyFrom(config: object, path: string): Model | EncoderDecoder {
  // The first models of BERT did not say what they are.
  const type = z.object({ model_type: z.string() }).safeParse(config).data?.model_type ?? 'bert'
  const known = { ...families, ...encoderDecoders }
  if (!Object.hasOwn(known, type))
    throw new LabError(
      'model',
      `${path} describes a model of the family "${type}". Lathe knows ${familyNames.join(', ')}.`,
      { path, family: type },
    )
  try {
    return known[type]!({ model_type: type, ...config })
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
