import { expect, test } from 'vitest'
import { hubEndpoint, repoName, revisionName } from './address.ts'

const hub = 'https://mirror.example'

test.each([
  ['google-bert/bert-base-uncased', 'google-bert/bert-base-uncased'],
  ['gpt2', 'gpt2'],
  ['a.b/c_d-1.0', 'a.b/c_d-1.0'],
  ['https://huggingface.co/org/x/tree/main?y#z', 'org/x'],
  [`${hub}/org/x`, 'org/x'],
])('%s names a model', (text, name) => {
  expect(repoName(text, hub)).toBe(name)
})

test.each([
  ...[
    '../etc',
    'org/../x',
    'a/b/c',
    'org/模型',
    'org/a b',
    'org--x/y',
    '-x/y',
    'org/x.git',
    '/x',
    'org/',
    'C:\\x',
  ],
  ...['', '.', 'org/.hidden', 'org/x%2e%2e', 'https://other.example/org/x', 'x'.repeat(97)],
])('%j names no model', (text) => {
  expect(() => repoName(text, hub)).toThrow(/is not the name of a model on the Hub/)
})

test.each(['main', 'v1.0', 'refs/pr/12', 'feature/größer', 'a'.repeat(40)])('%s is a revision', (text) => {
  expect(revisionName(text)).toBe(text)
})

test.each([
  ...['../main', 'a//b', '/main', 'a b', 'x..y', 'refs/../..', 'a\\b', 'main\0', '.hidden', 'a:b', ''],
  ...['a/.b', 'x.lock', 'x.', 'a\nb', 'a'.repeat(201)],
])('%j is no revision', (text) => {
  expect(() => revisionName(text)).toThrow(/is not a revision/)
})

test('HF_ENDPOINT names a mirror, and nothing that is no address', () => {
  expect(hubEndpoint({})).toBe('https://huggingface.co')
  expect(hubEndpoint({ HF_ENDPOINT: `${hub}//` })).toBe(hub)
  for (const bad of ['mirror', 'file:///etc', 'https://me:secret@mirror.example'])
    expect(() => hubEndpoint({ HF_ENDPOINT: bad })).toThrow(/^HF_ENDPOINT is not the address of a Hub/)
})
