// Finds out how a file's characters are written, and decodes it piece by piece.
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { analyse } from 'chardet'
import type { encodings } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'

export type Encoding = (typeof encodings)[number]

/** What the standard calls each encoding. Files said to be Latin-1 are in truth Windows-1252, which contains it. */
const standardNames: Readonly<Record<Encoding, string>> = {
  'utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  latin1: 'windows-1252',
}
const titles: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little endian)',
  'utf-16be': 'UTF-16 (big endian)',
  latin1: 'Latin-1',
}

/** The encoding of `sample`, by byte order mark, zeros and validity, with a sentence where it is a guess. */
export function detectEncoding(sample: Uint8Array): { encoding: Encoding; notes: string[] } {
  const [a, b] = sample
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', notes: [] }
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', notes: [] }
  const zeros = [0, 0]
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[i % 2]!++
  if (zeros[0]! + zeros[1]! > 0.2 * sample.length)
    return {
      encoding: zeros[1]! > zeros[0]! ? 'utf-16le' : 'utf-16be',
      notes: ['The file has no byte order mark; it looks like UTF-16.'],
    }
  if (isUtf8(withoutCutCharacter(sample))) return { encoding: 'utf-8', notes: [] }
  const guess = analyse(sample.subarray(0, 1 << 16)).find(({ name }) => !name.startsWith('UTF'))?.name
  const western = guess === undefined || /^(ISO-8859-1|windows-1252)$/i.test(guess)
  const advice = western
    ? 'If letters look wrong, save the file as UTF-8.'
    : `It may be ${guess}: if letters look wrong, save the file as UTF-8.`
  return { encoding: 'latin1', notes: [`The file is not UTF-8; it is read as Latin-1. ${advice}`] }
}

/** The sample's end may lie inside a character of up to 4 bytes. */
export function withoutCutCharacter(sample: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, sample.length); back++) {
    const byte = sample[sample.length - back]!
    if (byte < 0x80) break
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return needed > back ? sample.subarray(0, sample.length - back) : sample
    }
  }
  return sample
}

/** The text of a sample, for looking at. Never fails: what cannot be decoded becomes U+FFFD. */
export function decodeSample(sample: Uint8Array, encoding: Encoding): string {
  return new TextDecoder(standardNames[encoding]).decode(sample, { stream: true })
}

/**
 * The text of a file in pieces, without the byte order mark. `onBytes` hears how many bytes were read.
 * @throws LabError('encoding') at bytes that the encoding does not have.
 */
export async function* decodeFile(
  path: string,
  name: string,
  encoding: Encoding,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<string> {
  const decoder = new TextDecoder(standardNames[encoding], { fatal: true })
  const decode = async (chunk?: Uint8Array): Promise<string> => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch (thrown) {
      throw await undecodable(path, name, encoding, thrown)
    }
  }
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
    onBytes((chunk as Buffer).length)
    yield await decode(chunk as Buffer)
  }
  yield await decode()
}

async function undecodable(
  path: string,
  name: string,
  encoding: Encoding,
  thrown: unknown,
): Promise<LabError> {
  const line = encoding === 'utf-8' ? await firstBadLine(path) : 0
  const where = line > 0 ? `line ${line} of ${name}` : name
  return new LabError(
    'encoding',
    `${where} is not valid ${titles[encoding]}. Choose another encoding, or save the file as UTF-8.`,
    { file: name, encoding, line },
    thrown,
  )
}

/** The number of the first line that is not UTF-8. A line feed is never part of a longer UTF-8 character. */
async function firstBadLine(path: string): Promise<number> {
  let line = 1
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(path)) {
    rest = Buffer.concat([rest, chunk as Buffer])
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      if (!isUtf8(rest.subarray(0, end))) return line
      rest = rest.subarray(end + 1)
      line++
    }
  }
  return line
}
