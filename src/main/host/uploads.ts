// Files that a browser sends: streamed to the home's uploads folder and known by an id from then on.
import { randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FileRef } from '../../shared/host.ts'
import { LabError } from '../../shared/labError.ts'

export interface Uploads {
  /** Stores a request's body under `name`. Throws LabError `file` where it is too large, `disk` where there is no room. */
  take(request: IncomingMessage, name: string): Promise<FileRef>
  /** Throws LabError `file` for an id that was never given. */
  pathOf(file: FileRef): string
}

export function createUploads(folder: string, limitBytes = 8 * 2 ** 30): Uploads {
  const paths = new Map<string, string>()
  return {
    take: async (request, name) => {
      const tooLarge = new LabError(
        'file',
        `${name} is larger than ${Math.floor(limitBytes / 2 ** 20)} MiB, the most that can be sent through a browser. ` +
          'Use "lathe train --data" on this machine instead.',
        { name, limitBytes },
      )
      if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge
      const id = randomUUID()
      const path = join(folder, id, safeName(name))
      mkdirSync(join(folder, id))
      let bytes = 0
      try {
        await pipeline(
          request,
          async function* (chunks: AsyncIterable<Buffer>) {
            for await (const chunk of chunks) {
              bytes += chunk.length
              if (bytes > limitBytes) throw tooLarge
              yield chunk
            }
          },
          createWriteStream(path, { flags: 'wx', flush: true }),
        )
      } catch (thrown) {
        rmSync(join(folder, id), { recursive: true, force: true })
        if (thrown instanceof LabError) throw thrown
        throw new LabError(
          'disk',
          `${name} could not be stored: ${(thrown as Error).message}.`,
          { name },
          thrown,
        )
      }
      paths.set(id, path)
      return { ref: id, name }
    },
    pathOf: ({ ref, name }) => {
      const path = paths.get(ref)
      if (!path)
        throw new LabError('file', `${name || 'The file'} is not here any more. Choose it once again.`, {
          ref,
        })
      return path
    },
  }
}

/** The last part of a name without what a file system cannot take, so that the extension survives. */
function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  return (
    last
      .replace(/[\p{Cc}<>:"|?*]/gu, '_')
      .replace(/^\.+$/, '_')
      .slice(-120) || 'file'
  )
}
