// Round numbers for an axis: steps of 1, 2 or 5 times a power of ten; for time, of seconds, minutes, hours and days.

const decimalSteps = [1, 2, 5, 10]
const timeSteps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
]

/** The smallest round step that divides `span` into at most `most` parts. */
export function roundStep(span: number, most: number): number {
  const least = span / most
  const power = 10 ** Math.floor(Math.log10(least))
  return power * (decimalSteps.find((step) => step * power >= least * (1 - 1e-9)) ?? 10)
}

/** The same for seconds. */
export function timeStep(span: number, most: number): number {
  return span < most
    ? roundStep(span, most)
    : (timeSteps.find((step) => step >= span / most) ?? 86_400 * roundStep(span / 86_400, most))
}

/** The multiples of `step` in [low, high]. */
export function multiples(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  // Dividing by a whole number keeps 0.3 from becoming 0.30000000000000004.
  const digits = Math.max(0, -Math.floor(Math.log10(step)))
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toFixed(digits)),
  )
}

/** Round ticks that enclose every value, at most about `most` + 2 of them. A flat line gets room above and below. */
export function enclosing(values: readonly number[], most = 5): number[] {
  const finite = values.filter(Number.isFinite)
  if (finite.length === 0) return [0, 1]
  let low = finite[0]!
  let high = low
  for (const value of finite) {
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low === high) {
    const room = Math.abs(low) / 2 || 1
    low -= room
    high += room
  }
  const step = roundStep(high - low, most)
  return multiples(Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step, step)
}

/** 1, 2 and 5 times powers of ten that enclose every positive value; over more than two powers, the powers alone. */
export function enclosingPowers(values: readonly number[]): number[] {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value))
  if (positive.length === 0) return [0.1, 1]
  const low = positive.reduce((a, b) => Math.min(a, b))
  const high = positive.reduce((a, b) => Math.max(a, b))
  const first = Math.floor(Math.log10(low))
  const last = Math.ceil(Math.log10(high))
  const within = last - first > 2 ? [1] : [1, 2, 5]
  const round = Array.from({ length: last - first + 1 }, (_, i) => first + i).flatMap((power) =>
    within.map((digit) => Number(`${digit}e${power}`)),
  )
  const from = round.findLastIndex((tick) => tick <= low)
  const to = round.findIndex((tick) => tick >= high)
  return round.slice(from, Math.max(to, from + 1) + 1)
}
