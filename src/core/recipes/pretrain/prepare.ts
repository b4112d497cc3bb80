// Everything that pre-training starts from, made once from text files and kept in a folder for resumed runs.
import { mkdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'
import { writeFileAtomic, writeJsonAtomic } from '../../files/atomic.ts'
import { sha256 } from '../../files/checksum.ts'
import { corpusTokens, readCorpus } from './corpus.ts'
import { pretrainedEmbeddings } from './embeddings.ts'
import { writeTokenizerFiles } from './tokenizerFiles.ts'
import { trainVocabulary } from './vocabulary.ts'

export interface PretrainingOptions {
  readonly vocabularySize: number
  /** Numbers in a word embedding. */
  readonly hidden: number
  readonly seed: number
  /** How often a file counts in training, by its name; others count once. */
  readonly copies: Readonly<Record<string, number>>
  /** What the model grows from brings the vocabulary, and needs no first embeddings. */
  readonly origin?: { readonly vocabulary: readonly string[] } | null
}

export interface PretrainingData {
  /** Tokens by id. */
  readonly vocabulary: readonly string[]
  /** Token ids; documents end with [SEP]. */
  readonly train: Int32Array<ArrayBuffer>
  readonly heldOut: Int32Array<ArrayBuffer>
  /** [vocabulary.length, hidden]; empty where the model grows from another, like the bias. */
  readonly embeddings: Float32Array<ArrayBuffer>
  /** [vocabulary.length] */
  readonly bias: Float32Array<ArrayBuffer>
}

export type PreparationStage = 'reading' | 'vocabulary' | 'tokens' | 'embeddings'

const arrayFiles = {
  train: 'train.bin',
  heldOut: 'heldout.bin',
  embeddings: 'embeddings.bin',
  bias: 'bias.bin',
} as const
type ArrayName = keyof typeof arrayFiles

const manifestFile = 'prepared.json'
const manifest = z.object({
  version: z.literal(1),
  source: z.string().meta({ description: 'sha256 of the options and of the text files, by name and size' }),
  checksums: z.record(z.string(), z.string()),
})

/**
 * Vocabulary, tokens and first embeddings for `files` (.txt or .txt.gz), with the tokenizer's files, in `folder`.
 * When the folder holds them already for the same files and options, they are only read.
 * @throws LabError('file') when a text file is missing, unreadable or all hold too little text; LabError('option') when the
 * vocabulary is too small; LabError('disk') when the folder cannot be written.
 */
export async function preparePretraining(
  files: readonly string[],
  folder: string,
  options: PretrainingOptions,
  onProgress?: (stage: PreparationStage, share: number) => void,
): Promise<PretrainingData> {
  const source = await sourceOf(files, options)
  const kept = await readPrepared(folder, source)
  if (kept !== null) return kept
  const corpus = await readCorpus(files, (share) => onProgress?.('reading', share))
  onProgress?.('vocabulary', 0)
  const vocabulary =
    options.origin?.vocabulary ??
    trainVocabulary(corpus.words, corpus.counts, { size: options.vocabularySize })
  onProgress?.('tokens', 0)
  const { train, heldOut } = corpusTokens(corpus, vocabulary, options.seed, {
    copies: copiesOf(files, options.copies),
  })
  if (train.length === 0 || heldOut.length === 0)
    throw new LabError(
      'file',
      'The text is one document, so none can be kept aside for scoring. Add text files, or blank lines between documents.',
    )
  const { embeddings, bias } = options.origin
    ? { embeddings: new Float32Array(), bias: new Float32Array() }
    : await pretrainedEmbeddings(train, vocabulary.length, options.hidden, options.seed, {
        onProgress: (share) => onProgress?.('embeddings', share),
      })
  const data = { vocabulary, train, heldOut, embeddings, bias }
  await writePrepared(folder, source, data)
  return data
}

async function sourceOf(files: readonly string[], options: PretrainingOptions): Promise<string> {
  const sizes: [string, number][] = []
  for (const file of files) {
    const found = await stat(file).catch((thrown: unknown) => {
      throw new LabError('file', `${file} cannot be opened. Choose text files that exist.`, { file }, thrown)
    })
    sizes.push([basename(file), found.size])
  }
  const { vocabularySize, hidden, seed, copies, origin } = options
  const vocabulary = origin ? sha256(origin.vocabulary.join('\n')) : undefined
  return sha256(JSON.stringify({ sizes, vocabularySize, hidden, seed, copies, vocabulary }))
}

function copiesOf(files: readonly string[], copies: PretrainingOptions['copies']): number[] {
  const names = files.map((file) => basename(file))
  const stray = Object.keys(copies).find((name) => !names.includes(name))
  if (stray !== undefined)
    throw new LabError(
      'option',
      `There is no file "${stray}" to repeat. The files are ${names.join(', ')}.`,
      {
        option: 'copies',
      },
    )
  return Object.keys(copies).length > 0 ? names.map((name) => copies[name] ?? 1) : []
}

/** The manifest is written last, so a folder that has one is whole. */
async function writePrepared(folder: string, source: string, data: PretrainingData): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeTokenizerFiles(folder, data.vocabulary)
  const checksums: Record<string, string> = { vocabulary: sha256(data.vocabulary.join('\n')) }
  for (const name of Object.keys(arrayFiles) as ArrayName[]) {
    const bytes = new Uint8Array(data[name].buffer)
    await writeFileAtomic(join(folder, arrayFiles[name]), bytes)
    checksums[name] = sha256(bytes)
  }
  await writeJsonAtomic(join(folder, manifestFile), { version: 1, source, checksums })
}

/** What `folder` holds for `source`, or null when it is for something else, incomplete or damaged. */
async function readPrepared(folder: string, source: string): Promise<PretrainingData | null> {
  try {
    const { source: of, checksums } = manifest.parse(
      JSON.parse(await readFile(join(folder, manifestFile), 'utf8')),
    )
    if (of !== source) return null
    const bytesOf = async (name: ArrayName): Promise<ArrayBuffer> => {
      const bytes = new Uint8Array(await readFile(join(folder, arrayFiles[name])))
      if (sha256(bytes) !== checksums[name])
        throw new LabError('checkpoint', `${arrayFiles[name]} is damaged.`)
      return bytes.buffer
    }
    const vocabulary = (await readFile(join(folder, 'vocab.txt'), 'utf8')).trimEnd()
    if (sha256(vocabulary) !== checksums['vocabulary']) return null
    return {
      vocabulary: vocabulary.split('\n'),
      train: new Int32Array(await bytesOf('train')),
      heldOut: new Int32Array(await bytesOf('heldOut')),
      embeddings: new Float32Array(await bytesOf('embeddings')),
      bias: new Float32Array(await bytesOf('bias')),
    }
  } catch {
    return null
  }
}
