// Small things that several tests of the host need.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatasetManifest } from '../../shared/dataset.ts'
import { type RunSpec, type RunSpecInput, runSpec } from '../../shared/run.ts'
import type { HostPlatform } from '../../main/host/platform.ts'
import { fileSecrets } from '../../main/host/fileSecrets.ts'
import { forkNode } from '../../main/host/nodePlatform.ts'
import { type Home, openHome } from '../../main/home.ts'
import { writeTinyBert } from '../tinyBert.ts'
import { type Lab, openLab } from '../../main/services/lab.ts'

export const doubleTrainer = join(import.meta.dirname, 'doubleTrainer.ts')

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'lathe-host-test-'))
}

export function sampleSpec(given: Partial<RunSpecInput> = {}): RunSpec {
  return runSpec.parse({ dataset: 'cafe', model: 'tiny', training: { steps: 20 }, ...given })
}

export function sampleManifest(id = 'cafe'): DatasetManifest {
  const none = { count: 0, rows: [] }
  return {
    version: 1,
    id,
    hash: `${id}0123456789`,
    name: 'Reviews',
    created: '2026-01-01T00:00:00.000Z',
    task: 'classify',
    pairs: false,
    labels: ['bad', 'good'],
    files: [],
    report: {
      rows: 4,
      kept: 4,
      setAside: 0,
      splits: { train: 4 },
      classes: [],
      range: null,
      characters: { edges: [], counts: [] },
      empty: none,
      duplicates: none,
      conflicts: none,
      overlap: none,
      setAsideRows: [],
      warnings: [],
    },
  }
}

/** A home with one small model, "tiny". */
export async function prepareHome(folder: string): Promise<Home> {
  const home = openHome(folder)
  await writeTinyBert(join(home.models, 'tiny'))
  return home
}

/** A laboratory in `folder` with the double as its trainer, one dataset "cafe" and one model "tiny". */
export async function openTestLab(folder: string, platform: Partial<HostPlatform> = {}): Promise<Lab> {
  const lab = openLab({
    home: await prepareHome(folder),
    holder: 'A test',
    adopts: true,
    platform: {
      kind: 'node',
      secrets: fileSecrets(folder),
      forkWorker: () => forkNode(doubleTrainer),
      pathOf: ({ ref }) => ref,
      trustsPaths: true,
      ...platform,
    },
  })
  lab.context.store.datasets.add(sampleManifest())
  return lab
}
