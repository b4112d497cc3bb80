// The order of class names, which is the order of their indices.

/**
 * Class names in index order, whatever the order of the rows: by number when every name starts with one (0, 1, 10;
 * "1 star", "2 stars"), else by code unit.
 */
export function orderedClasses(names: Iterable<string>): string[] {
  const all = [...names]
  const numbers = new Map(all.map((name) => [name, Number(/^[+-]?\d+(\.\d+)?/.exec(name)?.[0] ?? NaN)]))
  const numbered = [...numbers.values()].every((number) => !Number.isNaN(number))
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  return all.toSorted((a, b) => (numbered ? numbers.get(a)! - numbers.get(b)! : 0) || byText(a, b))
}
