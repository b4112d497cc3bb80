// Which linear layers an option means, by the ends of their names.
import { LabError } from '../../shared/labError.ts'

/** PEFT's rule: a module is meant when its name is a target or ends with "." and a target. */
export function targetMatcher(targets: readonly string[]): (name: string) => boolean {
  return (name) => targets.some((t) => t === 'all-linear' || name === t || name.endsWith(`.${t}`))
}

/** Throws `option` for a target that none of `layers` has, with those that there are. */
export function checkTargets(option: string, targets: readonly string[], layers: readonly string[]): void {
  const stray = targets.find((target) => !layers.some(targetMatcher([target])))
  if (stray === undefined) return
  const known = [...new Set(layers.map((name) => name.replace(/^.*\.\d+\./, '')))].join(', ')
  throw new LabError(
    'option',
    `The model has no linear layer called ${stray}. Choose among ${known}, or all-linear.`,
    { option, target: stray },
  )
}
