// Imports more text than the heap may hold, in a process of its own: a reader or writer that kept the rows would crash it.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
const rows = 100_000
const heapMegabytes = 48

/** A CSV of about 65 MB in which no two texts are the same. */
async function bigTable(): Promise<string> {
  const path = join(folder, 'big.csv')
  const file = createWriteStream(path)
  const filler = 'the parcel came late, and the box was "open"; '.repeat(14).replaceAll('"', '""')
  file.write('id,message,intent\n')
  for (let start = 0; start < rows; start += 1000) {
    let block = ''
    for (let i = start; i < start + 1000; i++)
      block += `${i},"${i} ${filler}",${i % 3 ? 'delivery' : 'damage'}\n`
    if (!file.write(block)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'finish')
  return path
}

test(`${rows} rows of 65 MB import with a heap of ${heapMegabytes} MB`, { timeout: 120_000 }, async () => {
  const path = await bigTable()
  const script = `
    import { importDataset } from ${JSON.stringify(join(import.meta.dirname, 'importDataset.ts'))}
    const { report } = await importDataset({
      name: 'big',
      folder: ${JSON.stringify(join(folder, 'datasets'))},
      files: [{ path: ${JSON.stringify(path)}, name: 'big.csv', split: 'train', options: {} }],
    })
    console.log(JSON.stringify({ kept: report.kept, megabytes: process.resourceUsage().maxRSS / 1024 }))`
  const { stdout } = await promisify(execFile)(process.execPath, [
    `--max-old-space-size=${heapMegabytes}`,
    '--input-type=module',
    '--eval',
    script,
  ])
  const { kept, megabytes } = JSON.parse(stdout) as { kept: number; megabytes: number }
  expect(kept).toBe(rows)
  expect(megabytes).toBeLessThan(400)
})
