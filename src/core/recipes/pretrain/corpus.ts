// Reads text files into word numbers, and word numbers into shuffled training tokens.
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { LabError } from '../../../shared/labError.ts'
import { random } from '../../../shared/random.ts'
import { growingInts } from '../../tokens/growing.ts'
import { basicTokens } from './basicTokens.ts'
import { special } from './vocabulary.ts'
import { wordPieces } from './wordPieces.ts'

/** Text as numbers into a list of its distinct words: a quarter of the memory, and each word is cut once. */
export interface Corpus {
  /** Distinct words and marks, in order of first appearance. */
  readonly words: readonly string[]
  /** How often each word occurs. */
  readonly counts: Int32Array
  /** The whole text as indices into `words`. */
  readonly text: Int32Array
  /** Where each document starts in `text`, and at the end the length of `text`. */
  readonly starts: Int32Array
  /** Which of the files each document is from. */
  readonly sources: Int32Array
}

/** Token ids; each document ends with [SEP]. */
export interface CorpusTokens {
  readonly train: Int32Array<ArrayBuffer>
  readonly heldOut: Int32Array<ArrayBuffer>
}

/**
 * Reads .txt and .txt.gz files (UTF-8) as a stream. Documents are separated by blank lines.
 * @throws LabError('file') when a file cannot be read or there is no text in any.
 */
export async function readCorpus(
  files: readonly string[],
  onProgress?: (share: number) => void,
): Promise<Corpus> {
  const numbers = new Map<string, number>()
  const text = growingInts()
  const starts = growingInts()
  const sources = growingInts()
  let open = false
  for (const [index, file] of files.entries()) {
    for await (const line of lines(file)) {
      const words = basicTokens(line)
      if (words.length === 0) open = open && line.trim() !== ''
      else if (!open) {
        starts.push(text.length)
        sources.push(index)
        open = true
      }
      for (const word of words) {
        let number = numbers.get(word)
        if (number === undefined) numbers.set(word, (number = numbers.size))
        text.push(number)
      }
    }
    open = false
    onProgress?.((index + 1) / files.length)
  }
  if (text.length === 0)
    throw new LabError('file', 'There is no text in the files to pre-train on. Choose other text files.', {
      files: files.join(', '),
    })
  starts.push(text.length)
  const counts = new Int32Array(numbers.size)
  const all = text.take()
  for (const number of all) counts[number]!++
  return { words: [...numbers.keys()], counts, text: all, starts: starts.take(), sources: sources.take() }
}

/**
 * The corpus in tokens of `vocabulary`, documents in seeded random order: the first `heldOutShare` of them
 * (at least one document when there are two) held out, the others for training, those of file i `copies[i]` times.
 */
export function corpusTokens(
  corpus: Corpus,
  vocabulary: readonly string[],
  seed: number,
  { heldOutShare = 0.005, copies = [] }: { heldOutShare?: number; copies?: readonly number[] } = {},
): CorpusTokens {
  const ids = new Map(vocabulary.map((token, id) => [token, id]))
  const pieces = corpus.words.map((word) => wordPieces(word, ids, special.unknown))
  const documents = random(seed, 'corpus').shuffle([...corpus.starts.keys()].slice(0, -1))
  const held = documents.length < 2 ? 0 : Math.max(1, Math.round(documents.length * heldOutShare))
  const flatten = (part: readonly number[]) => {
    const tokens = growingInts()
    for (const document of part) {
      for (let i = corpus.starts[document]!; i < corpus.starts[document + 1]!; i++)
        for (const id of pieces[corpus.text[i]!]!) tokens.push(id)
      tokens.push(special.sep)
    }
    return tokens.take()
  }
  const train = documents
    .slice(held)
    .flatMap((document) => new Array<number>(copies[corpus.sources[document]!] ?? 1).fill(document))
  return {
    heldOut: flatten(documents.slice(0, held)),
    train: flatten(copies.length > 0 ? random(seed, 'copies').shuffle(train) : train),
  }
}

/** The lines of a text file, unpacked if it ends in .gz. */
async function* lines(file: string): AsyncGenerator<string> {
  try {
    const bytes = createReadStream(file, { highWaterMark: 1 << 20 })
    const text: Readable = file.endsWith('.gz') ? bytes.pipe(createGunzip({ chunkSize: 1 << 20 })) : bytes
    bytes.on('error', (error) => text.destroy(error))
    let rest = ''
    for await (const part of text.setEncoding('utf8')) {
      const pieces = (rest + part).split('\n')
      rest = pieces.pop()!
      yield* pieces
    }
    yield rest
  } catch (thrown) {
    throw new LabError(
      'file',
      `${file} could not be read as text. Choose .txt or .txt.gz files in UTF-8.`,
      { file },
      thrown,
    )
  }
}
