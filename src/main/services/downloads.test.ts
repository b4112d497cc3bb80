// Downloads as a client of the laboratory sees them: a real server on this machine, real files in a real cache.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openTestLab, temporaryFolder } from '../../testing/host/samples.ts'
import { download, ended, openHubLab, openHubPlace, tiny } from '../../testing/hub/place.ts'
import { sha256 } from '../../testing/hub/repos.ts'
import { openDatabase } from '../store/database.ts'
import { findModel } from './models.ts'

test('a model is downloaded into the cache that other tools share, and can be trained from then on', async () => {
  const { cache } = await openHubPlace()
  const lab = await openHubLab()
  const details = await lab.handlers['hub.model']({ repo: 'org/tiny', revision: 'main' })
  expect(details).toMatchObject({ problem: '', bytesHere: 0, here: false, fit: { fits: true } })
  const done = await download(lab, 'org/tiny')
  expect(done).toMatchObject({ state: 'done', model: 'org/tiny', bytes: details.bytes, total: details.bytes })
  expect(await lab.handlers['hub.downloads']({})).toEqual([])

  const folder = join(cache, 'models--org--tiny')
  const snapshot = join(folder, 'snapshots', details.commit)
  expect(readFileSync(join(folder, 'refs', 'main'), 'utf8')).toBe(details.commit)
  expect(readlinkSync(join(snapshot, 'model.safetensors'))).toBe(
    join('..', '..', 'blobs', sha256(tiny['model.safetensors']!)),
  )
  expect(readdirSync(join(folder, 'blobs')).every((name) => /^[0-9a-f]+$/.test(name))).toBe(true)
  for (const { name } of details.files) expect(readFileSync(join(snapshot, name))).toEqual(tiny[name])

  const models = await lab.handlers['models.list']({})
  expect(models.find(({ id }) => id === 'org/tiny')).toMatchObject({
    source: 'hub',
    family: 'bert',
    folder: snapshot,
  })
  expect((await lab.handlers['hub.search']({ text: 'tiny', limit: 30 })).models[0]!.here).toBe(true)
})

test('weights in several files arrive as one model', async () => {
  await openHubPlace()
  const lab = await openHubLab()
  expect(await download(lab, 'org/large')).toMatchObject({ state: 'done', model: 'org/large' })
  await download(lab, 'org/tiny')
  const models = await lab.handlers['models.list']({})
  const [whole, parts] = ['org/tiny', 'org/large'].map((id) => models.find((model) => model.id === id))
  expect(parts).toMatchObject({ parameters: whole!.parameters, layers: whole!.layers })
  expect(readdirSync(parts!.folder).filter((name) => name.endsWith('.safetensors'))).toHaveLength(3)
})

test('two downloads of one model are one, and another Lathe is told to wait', async () => {
  const { server } = await openHubPlace()
  const lab = await openHubLab()
  server.trouble = ({ file }) => (file === 'model.safetensors' ? { bytesPerSecond: 400_000 } : undefined)
  const repo = { repo: 'org/tiny', revision: 'main' }
  const [first, second] = await Promise.all([
    lab.handlers['hub.download'](repo),
    lab.handlers['hub.download'](repo),
  ])
  expect(second.id).toBe(first.id)
  expect(lab.isBusy()).toBe(true)
  const other = await openHubLab()
  expect(await download(other, 'org/tiny')).toMatchObject({
    state: 'failed',
    error: {
      code: 'run',
      message: expect.stringMatching(/Lathe \(process \d+\) is downloading org\/tiny already/),
    },
  })
  expect(await ended(lab, first.id)).toMatchObject({ state: 'done' })
  expect(lab.isBusy()).toBe(false)
  const fetched = server.visits.filter((visit) => visit.endsWith('/model.safetensors'))
  // Once from the Hub, which sends it on to where its large files are.
  expect(fetched).toHaveLength(2)
  expect(await download(other, 'org/tiny')).toMatchObject({ state: 'done' })
})

test('a paused download is listed after a restart, goes on, and can be given up', async () => {
  const { server, cache } = await openHubPlace()
  const home = temporaryFolder()
  server.trouble = ({ file }) => (file === 'model.safetensors' ? { bytesPerSecond: 100_000 } : undefined)
  const first = await openTestLab(home)
  const { id, total } = await first.handlers['hub.download']({ repo: 'org/tiny', revision: 'main' })
  await vi.waitFor(async () => {
    expect((await first.handlers['hub.downloads']({}))[0]!.bytes).toBeGreaterThan(40_000)
  })
  // As when the window is closed for good.
  await first.close()

  const lab = await openHubLab(home)
  const [paused] = await lab.handlers['hub.downloads']({})
  expect(paused).toMatchObject({ id, state: 'paused', total, error: null })
  expect(paused!.bytes).toBeGreaterThan(40_000)
  const running = await lab.handlers['hub.download']({ repo: 'org/tiny', revision: 'main' })
  expect(running).toMatchObject({ id, state: 'running' })
  expect(running.bytes).toBeGreaterThanOrEqual(paused!.bytes)
  expect(await lab.handlers['hub.pause']({ id })).toMatchObject({ state: 'paused' })
  server.trouble = () => undefined
  await lab.handlers['hub.cancel']({ id })
  expect(await lab.handlers['hub.downloads']({})).toEqual([])
  expect(readdirSync(cache)).toEqual(['.locks'])
  expect(await download(lab, 'org/tiny')).toMatchObject({ state: 'done' })
})

test('without the Hub, what is here still works', async () => {
  const { server } = await openHubPlace()
  const lab = await openHubLab()
  await download(lab, 'org/tiny')
  await server.close()
  expect(await download(lab, 'org/tiny')).toMatchObject({
    state: 'done',
    note: expect.stringMatching(/cannot be reached/),
  })
  expect((await findModel(lab.context, 'org/tiny')).source).toBe('hub')
  const unreachable = {
    code: 'network',
    message: expect.stringMatching(/cannot be reached \(ECONNREFUSED\).*already work without it/),
  }
  await expect(download(lab, 'org/large')).rejects.toMatchObject(unreachable)
  await expect(lab.handlers['hub.search']({ text: '', limit: 30 })).rejects.toMatchObject(unreachable)
})

test('a new commit of the main branch is fetched beside the old one', async () => {
  const { server } = await openHubPlace()
  const lab = await openHubLab()
  await download(lab, 'org/tiny')
  const before = server.visits.length
  server.repos['org/tiny'] = { files: { ...tiny, 'README.md': '# Newer' } }
  expect(await download(lab, 'org/tiny')).toMatchObject({ state: 'done', model: 'org/tiny' })
  const fetched = server.visits.slice(before).filter((visit) => visit.includes('/resolve/'))
  expect(fetched).toHaveLength(1)
  expect(readFileSync(join((await findModel(lab.context, 'org/tiny')).folder, 'README.md'), 'utf8')).toBe(
    '# Newer',
  )
  const ids = (await lab.handlers['models.list']({}))
    .filter(({ source }) => source === 'hub')
    .map(({ id }) => id)
  expect(ids).toHaveLength(2)
})

test('a fetched model goes to the trash, comes back, and is erased with what only it has', async () => {
  const { server, cache } = await openHubPlace()
  const lab = await openHubLab()
  await download(lab, 'org/tiny')
  const old = await findModel(lab.context, 'org/tiny')
  server.repos['org/tiny'] = { files: { ...tiny, 'README.md': '# Newer' } }
  await download(lab, 'org/tiny')
  const model = await findModel(lab.context, 'org/tiny')
  expect(model).toMatchObject({ deletion: 'trash', check: null })
  expect(model.folder).not.toBe(old.folder)

  await lab.handlers['models.delete']({ id: 'org/tiny' })
  expect(await lab.handlers['models.trash']({})).toMatchObject([{ id: 'org/tiny' }])
  await expect(findModel(lab.context, 'org/tiny')).rejects.toMatchObject({ code: 'notFound' })
  await lab.handlers['models.restore']({ id: 'org/tiny' })
  expect((await findModel(lab.context, 'org/tiny')).folder).toBe(model.folder)

  await lab.handlers['models.delete']({ id: 'org/tiny' })
  await lab.handlers['models.emptyTrash']({})
  const left = (await lab.handlers['models.list']({})).filter(({ source }) => source === 'hub')
  expect(left.map(({ folder }) => folder)).toEqual([old.folder])
  expect(readFileSync(join(old.folder, 'model.safetensors'))).toEqual(tiny['model.safetensors'])
  await lab.handlers['models.delete']({ id: left[0]!.id })
  await lab.handlers['models.emptyTrash']({})
  expect(readdirSync(cache)).toEqual(['.locks'])
})

test('a model that another tool fetched is taken off the list, and never erased', async () => {
  await openHubPlace()
  await download(await openHubLab(), 'org/tiny')
  // Another home knows nothing of that download.
  const lab = await openHubLab()
  const { folder, deletion } = await findModel(lab.context, 'org/tiny')
  expect(deletion).toBe('forget')
  await lab.handlers['models.delete']({ id: 'org/tiny' })
  await lab.handlers['models.emptyTrash']({})
  expect(await lab.handlers['models.trash']({})).toEqual([])
  expect(readFileSync(join(folder, 'model.safetensors'))).toEqual(tiny['model.safetensors'])
  // Whoever fetches it wants it back.
  expect(await download(lab, 'org/tiny')).toMatchObject({ state: 'done', model: 'org/tiny' })
  expect((await findModel(lab.context, 'org/tiny')).folder).toBe(folder)
})

test('a disk that is full for the database too ends the download, not the host', async () => {
  await openHubPlace()
  const lab = await openHubLab()
  // A trigger refuses as a full disk does: in the middle of a write, from inside SQLite.
  const database = openDatabase(lab.context.home.database)
  for (const change of ['UPDATE', 'DELETE'])
    database.exec(
      `CREATE TRIGGER full_${change} BEFORE ${change} ON downloads BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
    )
  expect(await download(lab, 'org/tiny')).toMatchObject({
    state: 'failed',
    error: { message: expect.stringMatching(/disk is full/) },
  })
  expect(lab.isBusy()).toBe(false)
  for (const change of ['UPDATE', 'DELETE']) database.exec(`DROP TRIGGER full_${change}`)
  database.close()
  expect(await lab.handlers['hub.downloads']({})).toMatchObject([{ state: 'paused' }])
  expect(await download(lab, 'org/tiny')).toMatchObject({ state: 'done', model: 'org/tiny' })
  expect(await lab.handlers['hub.downloads']({})).toEqual([])
})
