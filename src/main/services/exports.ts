// Takes a trained run away: as an adapter for PEFT or AdapterHub, a merged model, or an ONNX classifier.
import { join } from 'node:path'
import { LabError } from '../../shared/labError.ts'
import type { Handlers } from '../../shared/serve.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import { findRun, usablePlace } from './runInfo.ts'

export function exportService(context: Context): Pick<Handlers, 'runs.export'> {
  const { home, platform } = context
  return {
    'runs.export': async ({ id, format, folder }) => {
      const run = findRun(context, id)
      if (folder !== undefined && !platform.trustsPaths)
        throw new LabError('wire', 'A window cannot choose the folder of an export.', { folder })
      const target = folder ?? exportFolder(context, id, format)
      const place = usablePlace(home, run)
      const { files, check } = await askWorker(
        platform,
        { kind: 'export', place, format, folder: target, scores: run.result?.scores ?? {} },
        'exported',
      )
      platform.reveal?.(target)
      return {
        folder: target,
        files: [...files],
        bytes: files.reduce((sum, file) => sum + file.bytes, 0),
        check,
        download: platform.downloadOf?.(id, format) ?? null,
      }
    },
  }
}

/** Where an export lies unless another folder is named. */
export function exportFolder({ home }: Pick<Context, 'home'>, run: string, format: string): string {
  return join(home.run(run), 'exports', format)
}
