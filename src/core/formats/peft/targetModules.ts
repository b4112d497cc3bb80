// How peft's config names the modules that a tuning adapts.

/** The shortest endings of names that mean the adapted modules and no others: peft's rule is "equal, or ends with a dot and this". */
export function targetModules(adapted: ReadonlySet<string>, modules: readonly string[]): string[] {
  const meansOnlyAdapted = (ending: string): boolean =>
    modules.every((module) => adapted.has(module) || !`.${module}`.endsWith(`.${ending}`))
  const endings = [...adapted].map((module) => {
    const parts = module.split('.')
    const length = parts.findIndex((_, i) => meansOnlyAdapted(parts.slice(-i - 1).join('.'))) + 1
    return parts.slice(-length).join('.')
  })
  return [...new Set(endings)].sort()
}
