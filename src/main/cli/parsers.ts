// Readers of single flags.
import { LabError } from '../../shared/labError.ts'

export function wholeNumber(text: string): number {
  const value = Number(text)
  if (text === '' || !Number.isInteger(value)) throw new LabError('usage', `"${text}" is not a whole number.`)
  return value
}

/** A number that is not below 0. */
export function amount(text: string): number {
  const value = Number(text)
  if (text === '' || !(value >= 0 && value < Number.POSITIVE_INFINITY))
    throw new LabError('usage', `"${text}" is not a number from 0 up.`)
  return value
}

/** "100M" as 100000000; K, M and B, or a plain number. */
export function parameterCount(text: string): number {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)([kmb]?)$/i.exec(text) ?? []
  if (digits === '') throw new LabError('usage', `"${text}" is not a number of parameters, e.g. 100M.`)
  return Number(digits) * { '': 1, k: 1e3, m: 1e6, b: 1e9 }[unit.toLowerCase() as '' | 'k' | 'm' | 'b']
}

/** For a flag that may be given several times. */
export function collect(word: string, words: string[]): string[] {
  return [...words, word]
}
