/** The Python of the environment with PyTorch and PEFT, or null and the reason. */
export function venvPython(): { readonly python: string | null; readonly reason: string }
