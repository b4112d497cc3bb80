// Models among what a person drops or chooses: a folder, or files of one.
import { isAdapterFile, isModelFile, isWeightFile } from '../../shared/modelFiles.ts'

export interface DroppedModel {
  readonly name: string
  /** The folder itself, or a file in it, by whose path a desktop finds everything. */
  readonly folder: File
  /** What can be read of it; a browser sends those that belong to a model. */
  readonly files: readonly File[]
}

/** A drop as the browser keeps it: its entries must be taken before the event is over. */
export interface Drop {
  readonly files: readonly File[]
  readonly folders: readonly { readonly file: File; readonly entry: FileSystemDirectoryEntry }[]
}

/** Takes a drop apart. Call it in the event itself. */
export function takeDrop(transfer: DataTransfer): Drop {
  const items = [...transfer.items].flatMap((item) => {
    const file = item.kind === 'file' ? item.getAsFile() : null
    return file ? [{ file, entry: item.webkitGetAsEntry() }] : []
  })
  const folders = items.flatMap(({ file, entry }) => (entry && isFolder(entry) ? [{ file, entry }] : []))
  return { folders, files: items.filter(({ entry }) => !entry?.isDirectory).map(({ file }) => file) }
}

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

/** Whether there is a model in it; all else is data. */
export function holdsModel({ files, folders }: Drop): boolean {
  return folders.length > 0 || files.some(({ name }) => isMark(name))
}

const isMark = (name: string): boolean =>
  isAdapterFile(name) ||
  name === 'config.json' ||
  name === 'model.safetensors.index.json' ||
  isWeightFile(name)

/** The model of a drop that holds one. */
export async function modelIn({ files, folders }: Drop): Promise<DroppedModel> {
  const [first] = folders
  if (!first) return modelOf(files)
  return { name: first.file.name, folder: first.file, files: await filesIn(first.entry) }
}

/** The model of files that were dropped together, or that a folder picker gives; files in folders below are left out. */
export function modelOf(files: readonly File[]): DroppedModel {
  const depth = (file: File): number => file.webkitRelativePath.split('/').length
  const shallow = Math.min(...files.map(depth))
  const own = files.filter((file) => depth(file) === shallow)
  const folder = own.find(({ name }) => name === 'config.json') ?? own[0]!
  return { name: folder.webkitRelativePath.split('/').at(-2) ?? 'Dropped model', folder, files: own }
}

/** Whether it is an adapter, which is nothing without a model. */
export const isAdapter = ({ files }: DroppedModel): boolean =>
  files.some(({ name }) => name === 'adapter_config.json')

/** Those that an adapter is read from. */
export const adapterFilesOf = (files: readonly File[]): File[] =>
  files.filter(({ name }) => isAdapterFile(name))

/** Those that belong to a model, the small ones first, so that what is wrong shows before the large ones are sent. */
export function filesToSend(files: readonly File[]): File[] {
  return files.filter(({ name }) => isModelFile(name)).toSorted((a, b) => a.size - b.size)
}

/** The files of a folder, without those in folders below. */
async function filesIn(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader()
  const files: File[] = []
  for (;;) {
    // A reader gives at most 100 entries at a time.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject)
    })
    if (entries.length === 0) return files
    for (const entry of entries)
      if (entry.isFile)
        files.push(
          await new Promise((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
        )
  }
}
