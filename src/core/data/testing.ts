// For tests of this folder: files in a temporary folder, and whole tables read at once.
import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { DatasetManifest, DetectedTable, TableOptions } from '../../shared/dataset.ts'
import { detectTable } from './detectTable.ts'
import { importDataset, type ImportRequest } from './importDataset.ts'
import type { DatasetFile } from './planImport.ts'
import { readTable } from './readTable.ts'
import type { TableRow } from './tableRow.ts'

/** A folder that is removed after the tests of the file that asks for it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lathe-data-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Writes a file into `folder` and returns its path. */
export async function put(folder: string, name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

/** What is detected of a file, and all its rows read that way. */
export async function readAll(
  path: string,
  options: TableOptions = {},
): Promise<{ table: DetectedTable; rows: TableRow[] }> {
  const table = await detectTable(path, options)
  const reading = { name: table.name, options: table.options, columns: null }
  return { table, rows: await Array.fromAsync(readTable(path, reading)) }
}

/** Imports files given as name and content, by split. */
export async function importTexts(
  folder: string,
  files: Partial<Record<DatasetFile['split'], string>>,
  more: Partial<ImportRequest> & Partial<Pick<DatasetFile, 'options' | 'roles'>> = {},
): Promise<DatasetManifest> {
  const { options = {}, roles, ...request } = more
  const written: DatasetFile[] = []
  for (const [split, content] of Object.entries(files) as [DatasetFile['split'], string][]) {
    const name = `${split}.csv`
    written.push({ path: await put(folder, name, content), name, split, options, roles })
  }
  return importDataset({ name: 'test', folder: join(folder, 'datasets'), files: written, ...request })
}
