interface Environment {
  readonly python: string | null
  readonly reason: string
}

/** The Python of the environment with PyTorch and PEFT, or null and the reason. */
export function venvPython(): Environment

/** That of the environment with AdapterHub's package, above the PyTorch of `python`. */
export function adapterHubPython(python: string): Environment
