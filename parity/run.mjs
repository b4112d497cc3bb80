// Regenerates the golden files with PyTorch, PEFT and AdapterHub's package and checks Lathe's exports with them, where there is a Python.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adapterHubPython, venvPython } from './venv.mjs'

const here = import.meta.dirname
const root = join(here, '..')

/** Runs a step, its output shown; a step that fails ends everything with its exit code. */
function step(what, command, args) {
  console.log(`parity: ${what}`)
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (error) throw error
  if (status !== 0) {
    console.error(`parity: failed (${what})`)
    process.exit(status ?? 1)
  }
}

const { python, reason } = venvPython()
if (python === null) {
  console.log(`parity: did not run: ${reason}`)
  process.exit(0)
}
const adapterHub = adapterHubPython(python)
if (adapterHub.python === null) console.log(`parity: without AdapterHub: ${adapterHub.reason}`)
const exports = mkdtempSync(join(tmpdir(), 'lathe-parity-'))
try {
  step('golden files', python, ['-W', 'ignore', 'parity/golden.py', 'src/testing/golden'])
  step('golden files of exits', python, ['-W', 'ignore', 'parity/exits.py', 'src/testing/golden/exits'])
  step('adapters of peft', python, ['-W', 'ignore', 'parity/peft_golden.py', 'src/testing/golden'])
  if (adapterHub.python)
    step('golden files of adapters', adapterHub.python, [
      '-W',
      'ignore',
      'parity/adapterhub_golden.py',
      'src/testing/golden',
    ])
  step('tokenizers', python, ['parity/tokenizer_golden.py', 'src/testing/golden/tokenizers'])
  step('T5', python, ['-W', 'ignore', 'parity/t5.py', 'src/testing/golden'])
  step('hidden states before and after', python, ['parity/changes.py', 'src/testing/golden/changes'])
  step('words', python, ['parity/tfidf.py', 'src/testing/golden/tfidf.json'])
  step('exports of the golden models', process.execPath, ['parity/exportGolden.ts', exports])
  step('exports of runs', process.execPath, ['parity/exportRuns.ts', exports])
  step('exports read by peft, transformers', python, ['-W', 'ignore', 'parity/check_exports.py', exports])
  if (adapterHub.python)
    step('exports read by adapters', adapterHub.python, [
      '-W',
      'ignore',
      'parity/adapterhub_check.py',
      exports,
    ])
} finally {
  rmSync(exports, { recursive: true, force: true })
}
