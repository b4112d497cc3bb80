// The last step of making a dataset.
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatasetManifest } from '../../shared/dataset.ts'
import { syncFolder } from '../files/atomic.ts'
import { throwDiskError } from '../files/diskError.ts'
import { readManifest } from './readDataset.ts'

/** Puts the finished folder in its place, unless the same dataset is there already, and returns what is there. */
export async function settle(
  temporary: string,
  place: string,
  manifest: DatasetManifest,
): Promise<DatasetManifest> {
  const present = await readManifest(place).catch(() => null)
  if (present !== null) return present
  await rm(place, { recursive: true, force: true })
  await syncFolder(temporary)
  await rename(temporary, place).catch(throwDiskError(place))
  await syncFolder(join(place, '..'))
  return manifest
}
