// Numbers, durations and sizes as people read them, in the window and in what it exports.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** 12345 -> "12,345". */
export function count(value: number): string {
  return whole.format(value)
}

/** Three significant digits: 0.1234 -> "0.123", 12.34 -> "12.3", 1234 -> "1,234", 0.00002 -> "2e-5". */
export function number(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size >= 1000) return count(value)
  if (size !== 0 && size < 0.001) {
    const [mantissa, exponent] = value.toExponential(2).split('e')
    return `${Number(mantissa)}e${Number(exponent)}`
  }
  return value.toPrecision(3).replace(/^(-?0)\.0+$/, '$1')
}

/** A score with its deviation: "0.912 ± 0.014"; a deviation of 0, as of a single seed, is not told. */
export function around(score: number, deviation: number): string {
  return score.toFixed(3) + (deviation > 0 ? ` ± ${deviation.toFixed(3)}` : '')
}

/** A round number as short as it is: 0.5 -> "0.5", 1200 -> "1,200", 0.0002 -> "2e-4". For ticks and epochs. */
export function plainNumber(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.001) return number(value)
  return value.toLocaleString('en', { maximumSignificantDigits: Math.abs(value) >= 1000 ? 21 : 3 })
}

/** 0.934 -> "93.4 %". */
export function percent(share: number): string {
  const value = share * 100
  if (value === 0 || value === 100) return `${value} %`
  return value > 0 && value < 0.1 ? '< 0.1 %' : `${value.toFixed(1)} %`
}

/** A share of parameters, which may be very small: 0.5 -> "50.0 %", 0.0081 -> "0.81 %", 0.00014 -> "0.014 %". */
export function parameterShare(part: number, whole: number): string {
  const value = (100 * part) / whole
  if (value === 0 || value >= 0.995) return percent(part / whole)
  return `${value.toPrecision(2)} %`
}

/** Parameters in short: 1234567 -> "1.23 M". */
export function short(value: number): string {
  if (value < 1000) return count(value)
  for (const [size, unit] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const)
    if (value >= size * 0.9995) return `${(value / size).toPrecision(3)} ${unit}`
  return count(value)
}

/** Seconds as "8 s", "2 min 5 s", "1 h 12 min", "3 d 4 h". */
export function duration(seconds: number): string {
  const all = Math.max(0, Math.round(seconds))
  if (seconds < 10 && seconds % 1 !== 0) return `${Math.max(0, seconds).toFixed(1)} s`
  const parts = [
    [Math.floor(all / 86_400), 'd'],
    [Math.floor(all / 3600) % 24, 'h'],
    [Math.floor(all / 60) % 60, 'min'],
    [all % 60, 's'],
  ] as const
  const first = parts.findIndex(([value]) => value > 0)
  if (first < 0) return '0 s'
  return parts
    .slice(first, first + 2)
    .filter(([value], i) => i === 0 || value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ')
}

/** Bytes as "12 B", "3.4 kB", "25 MB", "1.31 GB" (powers of 1000). */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let size = value
  let unit = 0
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000
    unit++
  }
  return `${unit === 0 ? size : Number(size.toPrecision(size < 100 ? 2 : 3))} ${units[unit]}`
}

/** One thing or several: plural(1, 'row') -> "1 row", plural(1200, 'row') -> "1,200 rows". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** Words as the beginning of a sentence: "macro F1" -> "Macro F1". */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
