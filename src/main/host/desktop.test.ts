import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/host/samples.ts'
import { answerAppRequest } from './appProtocol.ts'
import { createDroppedFiles } from './droppedFiles.ts'
import { type Frame, isOwnAddress, isOwnSender, mayOpenOutside } from './windowAddress.ts'
import { isReachable, readWindowState, writeWindowState } from './windowState.ts'

test.each([
  ['app://lab/', true],
  ['app://lab/runs/r1', true],
  ['app://evil/', false],
  ['app://lab.evil.example/', false],
  ['file:///etc/passwd', false],
  ['https://lab/', false],
  ['javascript:alert(1)', false],
  ['', false],
])('%s is the window’s own address: %s', (address, expected) => {
  expect(isOwnAddress(address)).toBe(expected)
})

test.each([
  ['https://huggingface.co/docs/peft', true],
  ['https://arxiv.org/abs/2106.09685', true],
  ['http://arxiv.org/abs/2106.09685', false],
  ['https://arxiv.org.evil.example/', false],
  ['https://evil.example/?https://arxiv.org', false],
  ['https://arxiv.org@evil.example/', false],
  ['https://user@arxiv.org/', false],
  ['https://arxiv.org:8443/', false],
  ['file:///bin/sh', false],
])('%s may open in the browser: %s', (address, expected) => {
  expect(mayOpenOutside(address)).toBe(expected)
})

test('only the window’s own frame is listened to', () => {
  const main: Frame = { url: 'app://lab/', parent: null }
  expect(isOwnSender(main, main)).toBe(true)
  expect(isOwnSender(null, main)).toBe(false)
  expect(isOwnSender({ ...main }, main)).toBe(false)
  const left: Frame = { url: 'https://evil.example/', parent: null }
  expect(isOwnSender(left, left)).toBe(false)
  const inner: Frame = { url: 'app://lab/', parent: main }
  expect(isOwnSender(inner, inner)).toBe(false)
})

test('app:// answers with the window’s files and with nothing outside their folder', async () => {
  const root = temporaryFolder()
  const folder = join(root, 'renderer')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<p>Lathe</p>')
  writeFileSync(join(folder, 'assets', 'a.js'), 'let a')
  writeFileSync(join(root, 'secret.txt'), 'secret')
  const ask = async (address: string): Promise<[number, string | null, string]> => {
    const response = await answerAppRequest(address, folder)
    return [response.status, response.headers.get('content-type'), await response.text()]
  }
  expect(await ask('app://lab/')).toEqual([200, 'text/html; charset=utf-8', '<p>Lathe</p>'])
  expect(await ask('app://lab/runs/r1')).toEqual([200, 'text/html; charset=utf-8', '<p>Lathe</p>'])
  expect(await ask('app://lab/assets/a.js')).toEqual([200, 'text/javascript; charset=utf-8', 'let a'])
  expect((await answerAppRequest('app://lab/', folder)).headers.get('content-security-policy')).toContain(
    "default-src 'none'",
  )
  for (const path of [
    '../secret.txt',
    '..%2Fsecret.txt',
    '%2e%2e/secret.txt',
    'assets/%00.js',
    '%',
    'absent.js',
  ])
    expect((await ask(`app://lab/${path}`))[0]).toBe(404)
  expect((await ask('app://other/index.html'))[0]).toBe(404)
})

test('the window names files only by references that it was given', () => {
  const files = createDroppedFiles()
  const ref = files.register('/data/films.csv')
  expect(files.pathOf({ ref, name: 'films.csv' })).toBe('/data/films.csv')
  expect(() => files.pathOf({ ref: '/etc/passwd', name: 'films.csv' })).toThrow(
    /films\.csv is not known here/,
  )
})

test('the window comes back where it was, if a screen is still there', () => {
  const file = join(temporaryFolder(), 'window.json')
  expect(readWindowState(file)).toBeUndefined()
  const state = { x: 2000, y: 100, width: 1280, height: 800, maximized: false }
  writeWindowState(file, state)
  expect(readWindowState(file)).toEqual(state)
  writeFileSync(file, '{"x":"left"}')
  expect(readWindowState(file)).toBeUndefined()
  const laptop = { x: 0, y: 0, width: 1920, height: 1080 }
  const second = { x: 1920, y: 0, width: 1920, height: 1080 }
  expect(isReachable(state, [laptop, second])).toBe(true)
  expect(isReachable(state, [laptop])).toBe(false)
})
