// An export folder appears whole or not at all, and never takes the place of anything but an older export.
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { LabError } from '../../shared/labError.ts'
import { diskError } from '../files/diskError.ts'
import { filesIn, type FileInFolder } from '../files/folder.ts'
import { factsFile } from './facts.ts'

/**
 * Calls `fill` with a fresh folder and, when it has finished, makes that folder `folder`. Returns its files by name, and what `fill` made.
 * @throws LabError('export') when `folder` holds files that no export wrote; LabError('disk') when it cannot be written.
 */
export async function writeExport<T>(
  folder: string,
  fill: (temporary: string) => Promise<T>,
): Promise<{ readonly files: readonly FileInFolder[]; readonly value: T }> {
  const target = resolve(folder)
  await refuseForeign(target)
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    await mkdir(temporary, { recursive: true })
    const value = await fill(temporary)
    await rm(target, { recursive: true, force: true })
    await rename(temporary, target)
    return { files: await filesIn(target), value }
  } catch (thrown) {
    await rm(temporary, { recursive: true, force: true })
    throw diskError(target, thrown)
  }
}

async function refuseForeign(folder: string): Promise<void> {
  const names = await readdir(folder).catch((thrown: NodeJS.ErrnoException): string[] => {
    if (thrown.code === 'ENOENT') return []
    throw diskError(folder, thrown)
  })
  if (names.length > 0 && !names.includes(factsFile))
    throw new LabError(
      'export',
      `${folder} already holds other files, which an export would replace. Choose an empty or a new folder.`,
      { folder },
    )
}
