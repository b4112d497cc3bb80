// Finds or makes the virtual environment with the versions of requirements.txt.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '.venv')
const requirements = join(import.meta.dirname, 'requirements.txt')
/** Holds the requirements that the environment was made from: an older one is made anew. */
const stamp = join(folder, 'made-from.txt')

/**
 * The Python of an environment with PyTorch and PEFT: the one that LATHE_PARITY_VENV names, or parity/.venv, made on first use.
 * `python` is null where there is no Python 3.10 or newer or the packages could not be installed; `reason` says which.
 */
export function venvPython() {
  const given = process.env.LATHE_PARITY_VENV
  if (given) {
    const python = pythonIn(given)
    return existsSync(python)
      ? { python, reason: '' }
      : none(`LATHE_PARITY_VENV names ${given}, which is no environment.`)
  }
  const wanted = readFileSync(requirements, 'utf8')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)
    return { python: pythonIn(folder), reason: '' }
  const system = ['python3', 'python', 'py'].find(isRecent)
  if (system === undefined) return none('there is no Python 3.10 or newer with pip and venv.')
  rmSync(folder, { recursive: true, force: true })
  if (!run(system, ['-m', 'venv', folder])) return none('Python could not make a virtual environment.')
  const python = pythonIn(folder)
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
  // On Linux the plain package brings gigabytes of CUDA; where PyTorch's own index is out of reach, that one must do.
  const torch = wanted.split('\n').find((line) => line.startsWith('torch=='))
  if (process.platform === 'linux')
    run(
      python,
      [...pip, '--retries', '0', '--index-url', 'https://download.pytorch.org/whl/cpu', torch],
      'ignore',
    )
  if (!run(python, [...pip, '-r', requirements])) return none('the Python packages could not be installed.')
  writeFileSync(stamp, wanted)
  return { python, reason: '' }
}

const none = (reason) => ({ python: null, reason })

function pythonIn(environment) {
  return process.platform === 'win32'
    ? join(environment, 'Scripts', 'python.exe')
    : join(environment, 'bin', 'python')
}

function isRecent(python) {
  const test = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))'
  return spawnSync(python, ['-c', test], { stdio: 'ignore' }).status === 0
}

function run(command, args, stdio = 'inherit') {
  return spawnSync(command, args, { stdio }).status === 0
}
