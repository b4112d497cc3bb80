// Models are found where they lie, each under an id of its own.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resource } from '../resources.ts'
import { writeTinyBert } from '../../testing/tinyBert.ts'
import { openTestLab, temporaryFolder } from '../../testing/host/samples.ts'
import { findModel } from './models.ts'

test('a folder of the home is called by its name, except one that is called like the starter', async () => {
  const lab = await openTestLab(temporaryFolder())
  const folder = join(lab.context.home.models, 'starter')
  await writeTinyBert(folder)
  const models = await lab.handlers['models.list']({})
  const ids = models.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toContain('tiny')
  expect(ids.includes('starter')).toBe(existsSync(join(resource('models/starter'), 'config.json')))

  const own = models.find((model) => model.folder === folder)
  expect(own?.id).toMatch(/^folder-[0-9a-f]{8}$/)
  expect((await findModel(lab.context, own?.id ?? '')).folder).toBe(folder)
  await lab.close()
})
