// Reads Parquet files, one row group in memory at a time.
import { open } from 'node:fs/promises'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer, type Compressors } from 'hyparquet'
import { LabError } from '../../shared/labError.ts'
import { objectRow } from './readJson.ts'
import type { TableRow } from './tableRow.ts'

/** hyparquet brings snappy; Node has the others. */
const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
}

/**
 * The rows of a Parquet file, all columns or only `columns`. `onShare` hears how far it is, 0 to 1.
 * @throws LabError('file') when the file is damaged or uses a compression that is not known.
 */
export async function* readParquet(
  path: string,
  name: string,
  columns: readonly string[] | null,
  onShare: (share: number) => void = () => {},
): AsyncGenerator<TableRow> {
  const handle = await open(path)
  try {
    const file: AsyncBuffer = {
      byteLength: (await handle.stat()).size,
      slice: async (start, end = file.byteLength) => {
        const bytes = new Uint8Array(end - start)
        await handle.read(bytes, 0, bytes.length, start)
        return bytes.buffer
      },
    }
    const metadata = await parquetMetadataAsync(file)
    // A nested column is named by its path; the file is asked for the column that holds it.
    const wanted = columns ? { columns: [...new Set(columns.map((name) => name.split('.')[0]!))] } : {}
    const total = Number(metadata.num_rows)
    let row = 0
    for (const group of metadata.row_groups) {
      const range = { rowStart: row, rowEnd: row + Number(group.num_rows) }
      for (const value of await parquetReadObjects({ file, metadata, compressors, ...wanted, ...range }))
        yield objectRow(++row, value)
      onShare(row / total)
    }
  } catch (thrown) {
    if (thrown instanceof LabError) throw thrown
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    throw new LabError(
      'file',
      `${name} cannot be read as Parquet: ${why}. Write it anew, e.g. with snappy compression, or save it as CSV.`,
      { file: name },
      thrown,
    )
  } finally {
    await handle.close()
  }
}
