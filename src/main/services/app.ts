// The laboratory itself: version, machine, devices, the choices on each axis, settings.
import { readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { catalog } from '../../core/catalog/catalog.ts'
import { formatsOf } from '../../core/formats/formatsOf.ts'
import { familyNames } from '../../core/models/open.ts'
import { recipeValues } from '../../core/recipes/index.ts'
import type { DeviceInfo } from '../../shared/host.ts'
import { ladderOptions } from '../../shared/ladder.ts'
import { splitOptions, trainingOptions } from '../../shared/run.ts'
import { generationOptions } from '../../shared/generation.ts'
import type { Handlers } from '../../shared/serve.ts'
import { projectFolder } from '../resources.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import type { RunQueue } from './runQueue.ts'

type AppHandlers = Pick<Handlers, 'app.info' | 'app.room' | 'settings.get' | 'settings.set'>

export function appService(context: Context, queue: RunQueue): AppHandlers {
  const { home, store, platform } = context
  // Asked once: starting ONNX Runtime's providers takes a moment, and devices do not come and go.
  let devices: Promise<DeviceInfo[]> | undefined
  const choices = catalog()
  return {
    'app.info': async () => ({
      version: latheVersion(),
      host: platform.kind,
      home: home.folder,
      memoryBytes: totalmem(),
      cores: availableParallelism(),
      devices: await (devices ??= listDevices(context)),
      ...choices,
      tunings: choices.tunings.map((tuning) => ({
        ...tuning,
        exports: {
          rows: formatsOf({ tuning: { id: tuning.id, options: {} }, answers: 'rows' }),
          tokens: formatsOf({ tuning: { id: tuning.id, options: {} }, answers: 'tokens' }),
        },
      })),
      recipes: recipeValues(),
      families: [...familyNames],
      ladderSchema: z.toJSONSchema(ladderOptions, { io: 'input' }),
      trainingSchema: z.toJSONSchema(trainingOptions, { io: 'input' }),
      splitSchema: z.toJSONSchema(splitOptions, { io: 'input' }),
      generationSchema: z.toJSONSchema(generationOptions, { io: 'input' }),
    }),
    'app.room': async () => {
      const { bavail, bsize } = await statfs(home.folder)
      return { memoryBytes: process.availableMemory(), diskBytes: bavail * bsize }
    },
    'settings.get': () => store.settings.get(),
    'settings.set': (values) => {
      const kept = store.settings.set(values)
      queue.wake()
      return kept
    },
  }
}

/** What the worker says; the CPU alone where it died while it looked. */
async function listDevices({ platform }: Context): Promise<DeviceInfo[]> {
  try {
    return [...(await askWorker(platform, { kind: 'devices' }, 'devices')).devices]
  } catch (thrown) {
    const reason = `The other devices could not be listed: ${(thrown as Error).message}`
    return [{ name: 'cpu', title: 'CPU', available: true, reason }]
  }
}

export function latheVersion(): string {
  const file = join(projectFolder(), 'package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
