// Hands a folder to a browser as one zip.
import { createReadStream, readdirSync, statSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

/** Streams the files of `folder` to `response` as `name`. Weights do not compress, so they are stored as they are. */
export async function sendZip(response: ServerResponse, folder: string, name: string): Promise<void> {
  const zip = new ZipFile()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    zip.addReadStreamLazy(
      relative(folder, file).split(sep).join('/'),
      { compress: false, mtime: statSync(file).mtime },
      (give) => give(null, createReadStream(file)),
    )
  }
  zip.end()
  response.writeHead(200, {
    'Content-Type': 'application/zip',
    'Content-Disposition': `attachment; filename="${name}"`,
  })
  await pipeline(zip.outputStream, response)
}
