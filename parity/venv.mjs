// Finds or makes the virtual environments with the versions of requirements.txt and of adapterhub_requirements.txt.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']

/**
 * The Python of an environment with PyTorch and PEFT: the one that LATHE_PARITY_VENV names, or parity/.venv, made on first use.
 * `python` is null where there is no Python 3.10 or newer or the packages could not be installed; `reason` says which.
 */
export function venvPython() {
  return environment('.venv', 'requirements.txt', 'LATHE_PARITY_VENV', (python, wanted) => {
    // On Linux the plain package brings gigabytes of CUDA; where PyTorch's own index is out of reach, that one must do.
    const torch = wanted.split('\n').find((line) => line.startsWith('torch=='))
    if (process.platform === 'linux')
      run(
        python,
        [...pip, '--retries', '0', '--index-url', 'https://download.pytorch.org/whl/cpu', torch],
        'ignore',
      )
  })
}

/**
 * The same for AdapterHub's package, which needs an older transformers: the one that LATHE_ADAPTERHUB_VENV names, or
 * parity/.venv-adapterhub. Its PyTorch is that of `python`, the environment of venvPython().
 */
export function adapterHubPython(python) {
  return environment('.venv-adapterhub', 'adapterhub_requirements.txt', 'LATHE_ADAPTERHUB_VENV', (own) => {
    const place = 'import sysconfig; print(sysconfig.get_path("purelib"))'
    const [theirs, ours] = [python, own].map((one) =>
      spawnSync(one, ['-c', place], { encoding: 'utf8' }).stdout.trim(),
    )
    // Python looks there last, so what the two hold both is taken from this one.
    writeFileSync(join(ours, 'zz-pytorch.pth'), `${theirs}\n`)
  })
}

function environment(name, requirements, variable, prepare) {
  const given = process.env[variable]
  if (given) {
    const python = pythonIn(given)
    return existsSync(python)
      ? { python, reason: '' }
      : none(`${variable} names ${given}, which is no environment.`)
  }
  const folder = join(import.meta.dirname, name)
  const path = join(import.meta.dirname, requirements)
  // The requirements that the environment was made from: an older one is made anew.
  const stamp = join(folder, 'made-from.txt')
  const wanted = readFileSync(path, 'utf8')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)
    return { python: pythonIn(folder), reason: '' }
  const system = ['python3', 'python', 'py'].find(isRecent)
  if (system === undefined) return none('there is no Python 3.10 or newer with pip and venv.')
  rmSync(folder, { recursive: true, force: true })
  if (!run(system, ['-m', 'venv', folder])) return none('Python could not make a virtual environment.')
  const python = pythonIn(folder)
  prepare(python, wanted)
  if (!run(python, [...pip, '-r', path])) return none('the Python packages could not be installed.')
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
