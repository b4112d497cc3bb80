// The Hub as a client of the laboratory sees it: what is found, and what is refused.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../testing/host/samples.ts'
import { download, openHubLab, openHubPlace, others, tiny } from '../../testing/hub/place.ts'
import { findModel } from './models.ts'

test('a search shows what Lathe can use, with licence and size', async () => {
  await openHubPlace()
  const lab = await openHubLab()
  const found = await lab.handlers['hub.search']({ text: 'org', limit: 30 })
  expect(found.more).toBe(false)
  // Neither another family nor pickle weights.
  expect(found.models).toMatchObject([
    { repo: 'org/tiny', family: 'bert', licence: 'apache-2.0', task: 'fill-mask', gated: false, here: false },
    { repo: 'org/large', licence: 'unknown', parameters: found.models[0]!.parameters },
    { repo: 'org/gated', licence: 'mit', gated: true },
  ])
  expect(found.models[0]!.weightBytes).toBe(4 * found.models[0]!.parameters!)
  const names = async (search: object): Promise<string[]> =>
    (await lab.handlers['hub.search']({ text: 'org', limit: 30, ...search })).models.map(({ repo }) => repo)
  expect(await names({ maxParameters: 1 })).toEqual([])
  expect(await names({ task: 'text-generation' })).toEqual(['org/large'])
  expect(await names({ family: 'bert', text: 'TINY' })).toEqual(['org/tiny'])
  expect(await lab.handlers['hub.search']({ text: 'org', limit: 2 })).toMatchObject({
    more: true,
    models: [{}, {}],
  })
})

test('pickle weights are refused with the reason and the way to a safe copy', async () => {
  await openHubPlace()
  const lab = await openHubLab()
  const { problem } = await lab.handlers['hub.model']({ repo: 'org/pickle', revision: 'main' })
  expect(problem).toMatch(
    /pytorch_model.bin, a pickle file.*can run any program.*take the revision refs\/pr\/7/,
  )
  await expect(download(lab, 'org/pickle')).rejects.toMatchObject({
    code: 'model',
    message: expect.stringMatching(/refs\/pr\/7/),
  })
  expect(await download(lab, 'org/pickle', 'refs/pr/7')).toMatchObject({
    state: 'done',
    model: 'org/pickle@refs/pr/7',
  })
  expect((await lab.handlers['models.list']({})).map(({ id }) => id)).toContain('org/pickle@refs/pr/7')
  const hopeless = await lab.handlers['hub.model']({ repo: 'org/hopeless', revision: 'main' })
  expect(hopeless.problem).toMatch(/spaces\/safetensors\/convert.*save_pretrained/)
  const other = await lab.handlers['hub.model']({ repo: 'org/other', revision: 'main' })
  expect(other.problem).toMatch(/of the family "whisper"\. Lathe knows bert/)
})

test('a gated model asks for the licence and a token, which goes to the Hub and nowhere else', async () => {
  const { server } = await openHubPlace()
  const home = temporaryFolder()
  const lab = await openHubLab(home)
  expect(await lab.handlers['hub.token.state']({})).toMatchObject({ source: 'none' })
  const closed = await lab.handlers['hub.model']({ repo: 'org/gated', revision: 'main' })
  expect(closed).toMatchObject({
    gated: true,
    problem: expect.stringMatching(/licence has to be accepted first.*HF_TOKEN/),
  })
  await expect(download(lab, 'org/gated')).rejects.toMatchObject({ code: 'access' })

  const heard = JSON.stringify([
    await lab.handlers['hub.token.set']({ token: 'hf_wrong' }),
    await lab.handlers['hub.token.state']({}),
    await download(lab, 'org/gated'),
    await lab.handlers['hub.downloads']({}),
  ])
  expect(heard).toMatch(/"source":"lathe".*"state":"failed".*has not given your token access to org\/gated/)
  expect(heard).not.toMatch(/hf_wrong/)
  await lab.handlers['hub.token.set']({ token: 'hf_right' })
  expect(statSync(join(home, 'hub-token')).mode & 0o777).toBe(0o600)
  expect(await download(lab, 'org/gated')).toMatchObject({ state: 'done' })
  expect(server.leaks).toEqual([])
  expect(readFileSync(lab.context.home.database).includes('hf_right')).toBe(false)
  expect(await lab.handlers['hub.token.clear']({})).toMatchObject({ source: 'none' })

  vi.stubEnv('HF_TOKEN', 'hf_right')
  expect(await lab.handlers['hub.token.state']({})).toMatchObject({ source: 'environment' })
  vi.stubEnv('HF_TOKEN', '')
  writeFileSync(join(home, 'token'), 'hf_right\n')
  vi.stubEnv('HF_TOKEN_PATH', join(home, 'token'))
  expect(await lab.handlers['hub.token.state']({})).toMatchObject({ source: 'file' })
  expect((await lab.handlers['hub.model']({ repo: 'org/gated', revision: 'main' })).problem).toBe('')
})

test('what does not exist is told as such', async () => {
  await openHubPlace()
  const lab = await openHubLab()
  await expect(download(lab, 'org/none')).rejects.toMatchObject({
    code: 'notFound',
    message: expect.stringMatching(/There is no model "org\/none" on the Hub, or it is private/),
  })
  await expect(download(lab, 'org/tiny', 'v9')).rejects.toMatchObject({
    code: 'notFound',
    message: expect.stringMatching(/org\/tiny has no revision "v9"/),
  })
  await expect(lab.handlers['hub.pause']({ id: 'org/tiny@main' })).rejects.toMatchObject({ code: 'notFound' })
  await expect(lab.handlers['hub.cancel']({ id: 'org/tiny@main' })).rejects.toMatchObject({
    code: 'notFound',
  })
  await expect(findModel(lab.context, 'org/tiny@v2')).rejects.toThrow(
    /lathe download org\/tiny --revision v2/,
  )
})

test('odd names are taken, names of files that lead elsewhere are not', async () => {
  const { server } = await openHubPlace()
  const lab = await openHubLab()
  const done = await download(lab, `${server.url}/a.b/c_d-1.0/tree/main`)
  expect(done).toMatchObject({ state: 'done', model: 'a.b/c_d-1.0' })
  const { folder } = await findModel(lab.context, 'a.b/c_d-1.0')
  expect(readdirSync(folder).toSorted()).toEqual(Object.keys(tiny).toSorted())
  const evil = { weight_map: { x: '../../../evil.safetensors' } }
  server.repos['org/evil'] = { files: { ...others, 'model.safetensors.index.json': JSON.stringify(evil) } }
  await expect(download(lab, 'org/evil')).rejects.toMatchObject({ code: 'file' })
  const short = { weight_map: { x: 'model-00001-of-00001.safetensors' } }
  server.repos['org/short'] = { files: { ...others, 'model.safetensors.index.json': JSON.stringify(short) } }
  await expect(download(lab, 'org/short')).rejects.toThrow(
    /names model-00001-of-00001.safetensors, which the model does not have/,
  )
})
