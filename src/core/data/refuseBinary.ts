// Recognises files that are no text table, and says what they are instead.
import { LabError } from '../../shared/labError.ts'

interface Kind {
  readonly magic: readonly number[]
  readonly what: string
  readonly advice: string
}

const kinds: readonly Kind[] = [
  { magic: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG picture', advice: 'Choose a text table' },
  { magic: [0xff, 0xd8, 0xff], what: 'a JPEG picture', advice: 'Choose a text table' },
  { magic: [0x47, 0x49, 0x46, 0x38], what: 'a GIF picture', advice: 'Choose a text table' },
  { magic: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document', advice: 'Choose a text table' },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], what: 'an Excel or Word file', advice: 'Save it as CSV' },
  { magic: [0x1f, 0x8b], what: 'compressed with gzip', advice: 'Unpack it first' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], what: 'compressed with Zstandard', advice: 'Unpack it first' },
  { magic: [0x42, 0x5a, 0x68], what: 'compressed with bzip2', advice: 'Unpack it first' },
  { magic: [0xfd, 0x37, 0x7a, 0x58], what: 'compressed with xz', advice: 'Unpack it first' },
  { magic: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7-Zip archive', advice: 'Unpack it first' },
  { magic: [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], what: 'an Arrow file', advice: 'Save it as Parquet or CSV' },
  {
    magic: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65],
    what: 'an SQLite database',
    advice: 'Export the table as CSV',
  },
]

/** True for a Parquet file. */
export const isParquet = (sample: Uint8Array): boolean => startsWith(sample, [0x50, 0x41, 0x52, 0x31])

/**
 * Lets text pass, in whatever encoding.
 * @throws LabError('file') that says what the file is and what to do instead.
 */
export function refuseBinary(sample: Uint8Array, name: string): void {
  const kind = startsWith(sample, [0x50, 0x4b, 0x03, 0x04])
    ? zipKind(sample)
    : kinds.find(({ magic }) => startsWith(sample, magic))
  if (kind) throw new LabError('file', `${name} is ${kind.what}. ${kind.advice}.`, { file: name })
  if (looksBinary(sample))
    throw new LabError(
      'file',
      `${name} is a binary file, not text. Choose a CSV, TSV, JSON, JSON Lines, Parquet or text file.`,
      { file: name },
    )
}

/** Office files are ZIP archives; the names of their parts are readable inside. */
function zipKind(sample: Uint8Array): Omit<Kind, 'magic'> {
  const names = Buffer.from(sample.buffer, sample.byteOffset, sample.byteLength)
  if (names.includes('xl/')) return { what: 'an Excel workbook', advice: 'Save it as CSV' }
  if (names.includes('word/'))
    return { what: 'a Word document', advice: 'Save its text as a plain text file' }
  return { what: 'a ZIP archive', advice: 'Unpack it and choose the table inside' }
}

/** Control characters are rare in text and about every tenth byte of anything else; UTF-16 is full of zeros on one side. */
function looksBinary(sample: Uint8Array): boolean {
  if (startsWith(sample, [0xff, 0xfe]) || startsWith(sample, [0xfe, 0xff])) return false
  const zeros = [0, 0]
  let control = 0
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i]!
    if (byte === 0) zeros[i % 2]!++
    else if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control++
  }
  const all = zeros[0]! + zeros[1]!
  const oneSided = Math.max(...zeros) > 0.9 * all && all > 0.2 * sample.length
  return (control + (oneSided ? 0 : all)) / sample.length > 0.06
}

function startsWith(sample: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => sample[i] === byte)
}
