// Readers of single flags.
import { LabError } from '../../shared/labError.ts'

export function wholeNumber(text: string): number {
  const value = Number(text)
  if (text === '' || !Number.isInteger(value)) throw new LabError('usage', `"${text}" is not a whole number.`)
  return value
}

/** For a flag that may be given several times. */
export function collect(word: string, words: string[]): string[] {
  return [...words, word]
}
