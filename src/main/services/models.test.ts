// Models are found where they lie, each under an id of its own; deleting one can be undone.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { writeTinyBert } from '../../testing/tinyBert.ts'
import { writeTinyT5 } from '../../testing/tinyT5.ts'
import { openTestLab, sampleSpec, temporaryFolder } from '../../testing/host/samples.ts'
import type { FileRef } from '../../shared/host.ts'
import { recipeSpec } from '../../shared/recipe.ts'
import { resource } from '../resources.ts'
import type { Lab } from './lab.ts'
import { findModel } from './models.ts'

let lab: Lab
afterEach(() => lab.close())

async function openLab(): Promise<Lab> {
  lab = await openTestLab(temporaryFolder())
  return lab
}

const ids = async (): Promise<string[]> => (await lab.handlers['models.list']({})).map(({ id }) => id)

/** A model's files as a client names them. */
async function modelFiles(): Promise<{ file: FileRef; bytes: number }[]> {
  const folder = temporaryFolder()
  await writeTinyBert(folder)
  return readdirSync(folder).map((name) => {
    const ref = join(folder, name)
    return { file: { ref, name }, bytes: statSync(ref).size }
  })
}

test('a folder of the home is called by its name, except one that is called like the starter', async () => {
  const { context, handlers } = await openLab()
  const folder = join(context.home.models, 'starter')
  await writeTinyBert(folder)
  const models = await handlers['models.list']({})
  const all = models.map(({ id }) => id)
  expect(new Set(all).size).toBe(all.length)
  expect(all).toContain('tiny')
  expect(all.includes('starter')).toBe(existsSync(join(resource('models/starter'), 'config.json')))

  const own = models.find((model) => model.folder === folder)
  expect(own?.id).toMatch(/^folder-[0-9a-f]{8}$/)
  expect((await findModel(context, own?.id ?? '')).folder).toBe(folder)
})

test('a model of the home goes to the trash, comes back as it was, and is erased when the trash is emptied', async () => {
  const { context, handlers } = await openLab()
  const { folder } = await findModel(context, 'tiny')
  const before = readFileSync(join(folder, 'model.safetensors'))
  await handlers['models.rename']({ id: 'tiny', name: 'My tiny model' })
  await handlers['models.verify']({ id: 'tiny' })

  await handlers['models.delete']({ id: 'tiny' })
  expect(await ids()).not.toContain('tiny')
  expect(existsSync(folder)).toBe(false)
  expect(await handlers['models.trash']({})).toMatchObject([
    { id: 'tiny', title: 'My tiny model', bytes: expect.any(Number) },
  ])
  await handlers['models.restore']({ id: 'tiny' })
  expect(await findModel(context, 'tiny')).toMatchObject({
    title: 'My tiny model',
    deletion: 'trash',
    check: { problems: [] },
  })
  expect(readFileSync(join(folder, 'model.safetensors')).equals(before)).toBe(true)

  await handlers['models.delete']({ id: 'tiny' })
  await handlers['models.emptyTrash']({})
  expect(await handlers['models.trash']({})).toEqual([])
  expect(readdirSync(context.home.trash)).toEqual([])
  await expect(async () => handlers['models.restore']({ id: 'tiny' })).rejects.toMatchObject({
    code: 'notFound',
  })
})

test('a folder outside the home is only forgotten, and the starter stays', async () => {
  const { context, handlers } = await openLab()
  const folder = temporaryFolder()
  await writeTinyBert(folder, { shards: 2 })
  // A file inside it stands for it, as a folder picker gives it.
  const ref = join(folder, 'config.json')
  const { id, deletion } = await handlers['models.addFolder']({ file: { ref, name: 'config.json' } })
  expect(deletion).toBe('forget')
  expect(await handlers['models.addFolder']({ file: { ref: folder, name: '' } })).toMatchObject({ id })
  await handlers['models.delete']({ id })
  expect(await ids()).not.toContain(id)
  await handlers['models.emptyTrash']({})
  expect(existsSync(join(folder, 'model.safetensors.index.json'))).toBe(true)
  await handlers['models.restore']({ id })
  expect(await ids()).toContain(id)
  await handlers['models.delete']({ id })
  await handlers['models.addFolder']({ file: { ref: folder, name: '' } })
  expect(await ids()).toContain(id)

  await expect(async () => handlers['models.delete']({ id: 'starter' })).rejects.toThrow(/comes with Lathe/)
  expect(readdirSync(context.home.trash)).toEqual([])
})

test('a model says which runs start from it, and is kept while one of them waits or trains', async () => {
  const { context, handlers } = await openLab()
  const { folder, title } = await findModel(context, 'tiny')
  const run = context.store.runs.add({
    name: '',
    spec: sampleSpec(),
    datasetName: '',
    datasetHash: '',
    modelTitle: title,
    modelFolder: folder,
  })
  expect(await findModel(context, 'tiny')).toMatchObject({ runs: [1] })
  await expect(async () => handlers['models.delete']({ id: 'tiny' })).rejects.toThrow(
    /Run 1 is using this model/,
  )
  context.store.runs.update(run.id, { state: 'stopped' })
  await handlers['models.delete']({ id: 'tiny' })
  await expect(handlers['runs.predict']({ ids: [run.id], texts: [{ text: 'a' }] })).rejects.toThrow(
    /Run 1 needs the model .*Bring it back from the trash/,
  )
})

test('files that a client sends become a model of the home, whole or not at all', async () => {
  const { context, handlers } = await openLab()
  const files = await modelFiles()
  const config = files.find(({ file }) => file.name === 'config.json')!.file
  const sizes = files.map(({ file: { name }, bytes }) => ({ name, bytes }))
  expect(await handlers['models.expect']({ config, files: sizes })).toEqual({ ok: true })
  const first = await handlers['models.addFiles']({ name: 'my/own model', files })
  expect(first).toMatchObject({ id: 'my-own-model', family: 'bert', layers: 2, deletion: 'trash' })
  expect(basename(first.folder)).toBe('my-own-model')
  expect((await handlers['models.addFiles']({ name: 'my/own model', files })).id).toBe('my-own-model-2')
  expect((await handlers['models.get']({ id: first.id })).files).toHaveLength(files.length)

  const short = files.map((one) =>
    one.file.name === 'model.safetensors' ? { ...one, bytes: one.bytes + 1 } : one,
  )
  await expect(handlers['models.addFiles']({ name: 'short', files: short })).rejects.toThrow(
    /model\.safetensors arrived with \d+ of its \d+ bytes/,
  )
  const broken = await modelFiles()
  writeFileSync(broken.find(({ file }) => file.name === 'tokenizer.json')!.file.ref, '')
  copyFileSync(config.ref, broken.find(({ file }) => file.name === 'model.safetensors')!.file.ref)
  const resized = broken.map(({ file }) => ({ file, bytes: statSync(file.ref).size }))
  await expect(handlers['models.addFiles']({ name: 'broken', files: resized })).rejects.toMatchObject({
    code: 'file',
  })
  expect(readdirSync(context.home.models).sort()).toEqual(['my-own-model', 'my-own-model-2', 'tiny'])
})

test('what cannot work is refused before it is sent', async () => {
  const { handlers } = await openLab()
  const folder = temporaryFolder()
  mkdirSync(folder, { recursive: true })
  const ref = join(folder, 'config.json')
  writeFileSync(ref, '{"model_type": "mamba"}')
  const expected = async (files: [string, number][]): Promise<unknown> =>
    handlers['models.expect']({
      config: { ref, name: 'config.json' },
      files: files.map(([name, bytes]) => ({ name, bytes })),
    })
  const fits: [string, number][] = [
    ['config.json', 24],
    ['model-00001-of-00002.safetensors', 100],
  ]
  await expect(expected(fits)).rejects.toThrow(/family "mamba"/)
  await expect(expected([...fits, ['../../evil.json', 1]])).rejects.toThrow(/no file of a model/)
  await expect(expected([['config.json', 24]])).rejects.toThrow(/no model\.safetensors.*\.bin/)
  await expect(expected([...fits, ['model-00002-of-00002.safetensors', 1e18]])).rejects.toMatchObject({
    code: 'disk',
  })
})

test('a T5 comes in and is sound, and whatever would train it or ask it for answers says what it is good for', async () => {
  const { handlers } = await openLab()
  const folder = temporaryFolder()
  await writeTinyT5(folder)
  const { id } = await handlers['models.addFolder']({ file: { ref: folder, name: 't5' } })
  const { info } = await handlers['models.get']({ id })
  expect(info).toMatchObject({ family: 't5', languageModel: 'spans', check: { problems: [] } })
  const refused = { code: 'method', message: expect.stringContaining('--template-model') }
  const { dataset } = sampleSpec()
  await expect(handlers['runs.start']({ spec: sampleSpec({ model: id }) })).rejects.toMatchObject(refused)
  await expect(
    handlers['recipes.start']({ spec: recipeSpec.parse({ recipe: 'lmbff', dataset, model: id }) }),
  ).rejects.toMatchObject(refused)
  await expect(handlers['prompts.known']({ dataset, model: id })).rejects.toMatchObject(refused)
})
