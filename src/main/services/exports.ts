// Takes a trained run away: as an adapter for PEFT or AdapterHub, a merged model, an ONNX classifier, or its layers one by one.
import { join } from 'node:path'
import { carefulRule } from '../../shared/exits/carefulRule.ts'
import type { ExitRule } from '../../shared/exits/rules.ts'
import { LabError } from '../../shared/labError.ts'
import type { Handlers } from '../../shared/serve.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import { readLayered } from './exits.ts'
import { findRun, usablePlace } from './runInfo.ts'

export function exportService(context: Context): Pick<Handlers, 'runs.export'> {
  const { home, platform } = context
  return {
    'runs.export': async ({ id, format, folder, exit }) => {
      const run = findRun(context, id)
      if (folder !== undefined && !platform.trustsPaths)
        throw new LabError('wire', 'A window cannot choose the folder of an export.', { folder })
      const target = folder ?? exportFolder(context, id, format)
      const place = usablePlace(home, run)
      const { files, check } = await askWorker(
        platform,
        {
          kind: 'export',
          place,
          format,
          folder: target,
          scores: run.result?.scores ?? {},
          exit: format === 'onnxExits' ? (exit ?? (await chosenRule(context, id))) : undefined,
        },
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

async function chosenRule(context: Context, id: string): Promise<ExitRule | undefined> {
  const layered = await readLayered(context, id, 'dev')
  return layered && carefulRule(layered)
}

/** Where an export lies unless another folder is named. */
export function exportFolder({ home }: Pick<Context, 'home'>, run: string, format: string): string {
  return join(home.run(run), 'exports', format)
}
