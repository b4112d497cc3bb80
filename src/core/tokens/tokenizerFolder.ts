// Reads the tokenizer files of a model folder: tokenizer.json, or the vocab.txt of an older BERT.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import { bertTokenizer, bertTokenNames } from './bertTokenizer.ts'

const tokenName = z
  .union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)])
  .nullish()

/** What Lathe reads of tokenizer_config.json and special_tokens_map.json; the rest goes to the tokenizer as it is. */
const tokenNames = z.looseObject({
  pad_token: tokenName,
  unk_token: tokenName,
  cls_token: tokenName,
  sep_token: tokenName,
  mask_token: tokenName,
  bos_token: tokenName,
  eos_token: tokenName,
  tokenizer_class: z.string().nullish(),
  do_lower_case: z.boolean().nullish(),
  strip_accents: z.boolean().nullish(),
  tokenize_chinese_chars: z.boolean().nullish(),
  add_prefix_space: z.boolean().nullish(),
})
export type TokenNames = z.infer<typeof tokenNames>

const tokenizerJson = z.looseObject({
  model: z.looseObject({}),
  normalizer: z.looseObject({ type: z.string() }).nullish(),
  pre_tokenizer: z.looseObject({ type: z.string() }).nullish(),
})

export interface TokenizerFiles {
  /** tokenizer.json */
  readonly tokenizer: object
  /** tokenizer_config.json over special_tokens_map.json. */
  readonly config: TokenNames
}

/**
 * The tokenizer files of `folder`. Without tokenizer.json, a vocab.txt is read as BERT's.
 * @throws LabError('tokenizer') when there is neither, or a file is not what its name says.
 */
export async function readTokenizerFolder(folder: string): Promise<TokenizerFiles> {
  const map = await readJson(folder, 'special_tokens_map.json', tokenNames)
  const config = await readJson(folder, 'tokenizer_config.json', tokenNames)
  const names = { ...map, ...config }
  const tokenizer = await readJson(folder, 'tokenizer.json', tokenizerJson)
  if (tokenizer !== null) return { tokenizer: configured(tokenizer, names), config: names }
  const vocabulary = await readText(join(folder, 'vocab.txt'))
  if (vocabulary === null) throw await noTokenizer(folder)
  const tokens = vocabulary.replace(/\n$/, '').split(/\r?\n/)
  return {
    tokenizer: bertTokenizer(tokens, names.do_lower_case ?? true),
    config: { ...bertTokenNames, ...names },
  }
}

/**
 * As in transformers, tokenizer_config.json has the last word on BERT's normalizer and on the space before GPT-2's first
 * word, unless it names no class of a model.
 */
function configured(tokenizer: z.infer<typeof tokenizerJson>, names: TokenNames): object {
  if (names.tokenizer_class === 'PreTrainedTokenizerFast') return tokenizer
  return {
    ...tokenizer,
    normalizer: overruled(tokenizer.normalizer, 'BertNormalizer', {
      lowercase: names.do_lower_case,
      strip_accents: names.strip_accents,
      handle_chinese_chars: names.tokenize_chinese_chars,
    }),
    pre_tokenizer: overruled(tokenizer.pre_tokenizer, 'ByteLevel', {
      add_prefix_space: names.add_prefix_space,
    }),
  }
}

/** `part` with those of the options that are given, if it is of the type that has them. */
function overruled(
  part: { readonly type: string } | null | undefined,
  type: string,
  options: Readonly<Record<string, boolean | null | undefined>>,
): object | null {
  if (part?.type !== type) return part ?? null
  return { ...part, ...Object.fromEntries(Object.entries(options).filter(([, value]) => value != null)) }
}

/** What tokenizers are stored as without tokenizer.json. */
const otherForms = ['spm.model', 'spiece.model', 'sentencepiece.bpe.model', 'tokenizer.model', 'vocab.json']

async function noTokenizer(folder: string): Promise<LabError> {
  const there = await readdir(folder).catch((): string[] => [])
  const other = otherForms.find((name) => there.includes(name))
  return new LabError(
    'tokenizer',
    other === undefined
      ? `${folder} has no tokenizer.json. Put the tokenizer.json (or vocab.txt) of the model there.`
      : `${folder} has a ${other}, but no tokenizer.json, which Lathe reads. Python makes one: AutoTokenizer.from_pretrained(folder).save_pretrained(folder).`,
    { folder },
  )
}

async function readJson<T>(folder: string, name: string, schema: z.ZodType<T>): Promise<T | null> {
  const path = join(folder, name)
  const text = await readText(path)
  if (text === null) return null
  try {
    return schema.parse(JSON.parse(text))
  } catch (thrown) {
    throw new LabError(
      'tokenizer',
      `${path} is damaged or not a tokenizer's. Copy it from the model again.`,
      { path },
      thrown,
    )
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new LabError('tokenizer', `${path} cannot be read. Check that you may open it.`, { path }, thrown)
  }
}
