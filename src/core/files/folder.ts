// What lies in a folder.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface FileInFolder {
  readonly name: string
  readonly bytes: number
}

/** The files of a folder by name, links followed; folders in it are left out. Throws the system's error. */
export async function filesIn(folder: string): Promise<FileInFolder[]> {
  const names = (await readdir(folder)).sort()
  const stats = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => null)))
  return names.flatMap((name, i) => (stats[i]?.isFile() ? [{ name, bytes: stats[i].size }] : []))
}
