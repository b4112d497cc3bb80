// The folder of a bottleneck adapter and its head, as AdapterHub's `adapters` or Lathe wrote it.
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'
import { openSafetensors, type SafetensorsFile } from '../../files/safetensors.ts'
import { adapter } from '../../tuning/adapter.ts'
import type { AdapterFolder } from '../imports/adapterFolder.ts'
import type { ForeignAdapter } from '../imports/foreignAdapter.ts'
import { bottleneckOptions } from './bottleneck.ts'
import { differs, fromHubName, hubFamilies, type HubFamily } from './families.ts'
import { adapterHubFiles, pickles } from './files.ts'
import { fromHeadName, readHead, type StoredHead } from './heads.ts'

const adapterFile = z.object({
  name: z.string(),
  model_type: z.string(),
  model_name: z.string().nullish(),
  version: z.string().optional(),
  config: z.record(z.string(), z.unknown()),
})

/** Whether adapter_config.json is one of AdapterHub's. */
export const isAdapterHub = (config: object): boolean => 'config' in config && 'model_type' in config

/**
 * Opens an adapter and its head; the weights must be closed after use.
 * @throws LabError('method') naming what Lathe has not; LabError('file' | 'tensor') for what is missing or damaged.
 */
export async function readAdapterHub(folder: AdapterFolder): Promise<ForeignAdapter> {
  const path = join(folder.folder, adapterHubFiles.config)
  const parsed = adapterFile.safeParse(await folder.json(adapterHubFiles.config))
  if (!parsed.success)
    throw new LabError(
      'file',
      `${path} does not describe an adapter of AdapterHub: its ${parsed.error.issues[0]!.path.join('.')} is missing or wrong. Fetch it again.`,
      { file: path },
      parsed.error,
    )
  const { name, model_type: type, model_name: baseModel, version, config } = parsed.data
  const options = bottleneckOptions(config, path, version === undefined)
  const family = familyOf(type, options.kind, path)
  const head = await headIn(folder, family)
  const weights = await openWeights(folder, adapterHubFiles.weights)
  const opened = [weights]
  try {
    const headWeights = await openWeights(folder, adapterHubFiles.headWeights)
    opened.push(headWeights)
    checkOutputs(headWeights, head, folder.folder)
    const lathes = (stored: string): string => {
      if (head.name === null) return fromHubName(family, stored, name)
      return fromHeadName(head.head, fromHubName(family, stored, name), head.name)
    }
    return {
      kind: 'Bottleneck adapter of AdapterHub',
      baseModel: baseModel ?? '',
      task: 'rows',
      labels: head.labels,
      head: head.head.kind,
      weights: together(opened, lathes),
      instead: 'Save it again with the adapter and the one head that belongs to it.',
      tuning: (model) => {
        if (model.family === type) return { id: adapter.id, options }
        throw new LabError(
          'method',
          `The adapter is for a model of the family "${type}", and this one is of "${model.family}". Choose the base model that it was made for${baseModel ? `, "${baseModel}"` : ''}.`,
          { file: path, family: model.family },
        )
      },
    }
  } catch (thrown) {
    for (const file of opened) await file.close()
    throw thrown
  }
}

function familyOf(type: string, kind: string, file: string): HubFamily {
  const family = hubFamilies.get(type)
  const reason = family
    ? differs(type, kind)
    : `${file} is for a model of the family "${type}". Lathe reads adapters for ${[...hubFamilies.keys()].join(', ')}.`
  if (family && reason === undefined) return family
  throw new LabError('method', reason!, { file, family: type })
}

async function headIn(folder: AdapterFolder, family: HubFamily): Promise<StoredHead> {
  const { headConfig, headWeights } = adapterHubFiles
  if (folder.has(headConfig))
    return readHead(await folder.json(headConfig), family, join(folder.folder, headConfig))
  const beside = await headBeside(folder.folder)
  throw new LabError(
    'file',
    `${folder.folder} holds an adapter and no head, so it gives no answers: ${headConfig} and ${headWeights} are missing. ` +
      (beside === undefined
        ? 'Save it again with its head, in Python: model.save_adapter(folder, name, with_head=True, use_safetensors=True).'
        : `There is a head in ${beside}: if it belongs to this adapter, put these two files of it into the adapter’s folder.`),
    { folder: folder.folder },
  )
}

/** A folder with a head, beside the adapter's or in it. */
async function headBeside(folder: string): Promise<string | undefined> {
  for (const place of [folder, dirname(folder)])
    for (const name of await readdir(place).catch((): string[] => [])) {
      const inside = await readdir(join(place, name)).catch((): string[] => [])
      if (inside.includes(adapterHubFiles.headConfig)) return join(place, name)
    }
  return undefined
}

async function openWeights(folder: AdapterFolder, name: keyof typeof pickles): Promise<SafetensorsFile> {
  if (folder.has(name)) return openSafetensors(await folder.path(name))
  throw new LabError(
    'file',
    `${folder.folder} has no ${name}. Its weights as ${pickles[name]} are a pickle file, and opening a pickle can run any program hidden in it. ` +
      'Convert it where you trust it: in Python, name = model.load_adapter(folder), then model.save_adapter(folder, name, use_safetensors=True).',
    { folder: folder.folder },
  )
}

function checkOutputs(
  { tensors }: SafetensorsFile,
  { outputs, head, name }: StoredHead,
  folder: string,
): void {
  const [module, place] = head.places.at(-1)!
  const stored = name === null ? module : `heads.${name}.${place}`
  const rows = tensors.get(`${stored}.weight`)?.shape[0]
  if (rows === undefined)
    throw new LabError(
      'tensor',
      `${adapterHubFiles.headWeights} lacks "${stored}.weight", the last layer of the head. It may be incomplete; fetch it again.`,
      { file: join(folder, adapterHubFiles.headWeights), tensor: `${stored}.weight` },
    )
  if (outputs === null || rows === outputs) return
  throw new LabError(
    'tensor',
    `"${stored}.weight" has ${rows} rows, and ${adapterHubFiles.headConfig} says num_labels = ${outputs}. The two files do not belong together.`,
    { file: join(folder, adapterHubFiles.headWeights), tensor: `${stored}.weight` },
  )
}

/** Several files as one, each tensor under the name that `nameOf` gives it. */
function together(files: readonly SafetensorsFile[], nameOf: (name: string) => string): SafetensorsFile {
  const path = join(dirname(files[0]!.path), files.map((file) => basename(file.path)).join(' + '))
  const stored = new Map<string, readonly [file: SafetensorsFile, name: string]>()
  for (const file of files)
    for (const name of file.tensors.keys()) {
      const own = nameOf(name)
      if (stored.has(own))
        throw new LabError('tensor', `${path} holds "${name}" and another tensor for the same place.`, {
          file: path,
          tensor: name,
        })
      stored.set(own, [file, name])
    }
  return {
    path,
    metadata: {},
    tensors: new Map(
      [...stored].map(([own, [file, name]]) => [own, { ...file.tensors.get(name)!, name: own }]),
    ),
    readInto: (name, target) => {
      const [file, own] = stored.get(name) ?? [files[0]!, name]
      return file.readInto(own, target)
    },
    close: async () => {
      for (const file of files) await file.close()
    },
  }
}
