// Files that a person dropped on the window or chose in a dialog: the window knows them by a reference only.
import { randomUUID } from 'node:crypto'
import type { FileRef } from '../../shared/host.ts'
import { LabError } from '../../shared/labError.ts'

export interface DroppedFiles {
  /** Called by the preload script alone, with a path that the system gave for a File. */
  register(path: string): string
  /** Throws LabError `file` for a reference that was never given, so that the window cannot name paths by itself. */
  pathOf(file: FileRef): string
}

export function createDroppedFiles(): DroppedFiles {
  const paths = new Map<string, string>()
  return {
    register: (path) => {
      const reference = randomUUID()
      paths.set(reference, path)
      return reference
    },
    pathOf: ({ ref, name }) => {
      const path = paths.get(ref)
      if (path === undefined)
        throw new LabError('file', `${name || 'The file'} is not known here. Choose it once again.`, { ref })
      return path
    },
  }
}
