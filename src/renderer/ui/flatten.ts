// A nested record of options as a flat list of names and values.

/** { training: { epochs: 3 } } -> [["training.epochs", "3"]]. Lists are joined; null and an empty list are "default". */
export function flatten(options: unknown, prefix = ''): [name: string, value: string][] {
  if (options === null || options === undefined) return [[prefix, 'default']]
  if (typeof options === 'boolean') return [[prefix, options ? 'on' : 'off']]
  if (Array.isArray(options) && options.length === 0) return [[prefix, 'default']]
  if (Array.isArray(options)) return [[prefix, options.join(', ')]]
  if (typeof options !== 'object') return [[prefix, String(options)]]
  return Object.entries(options).flatMap(([name, value]) =>
    flatten(value, prefix ? `${prefix}.${name}` : name),
  )
}

/** For several records: each name with the value in each of them ('' where it is absent), in order of first appearance. */
export function sideBySide(records: readonly unknown[]): { name: string; values: string[]; same: boolean }[] {
  const flat = records.map((record) => new Map(flatten(record)))
  const names = new Set(flat.flatMap((map) => [...map.keys()]))
  return [...names].map((name) => {
    const values = flat.map((map) => map.get(name) ?? '')
    return { name, values, same: values.every((value) => value === values[0]) }
  })
}
