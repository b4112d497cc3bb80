import { expect, test } from 'vitest'
import { layerColour } from './colours.ts'

/** Relative luminance of a colour (WCAG 2.2). */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast with the page: white, or the dark scheme's body. */
function contrast(colour: string, scheme: 'light' | 'dark'): number {
  const [a, b] = [luminance(colour), luminance(scheme === 'light' ? '#ffffff' : '#242424')]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

for (const scheme of ['light', 'dark'] as const)
  test(`layers stand out from a ${scheme} page, later ones more`, () => {
    for (const layers of [1, 2, 4, 12, 24]) {
      const all = Array.from({ length: layers }, (_, l) => contrast(layerColour(l, layers, scheme), scheme))
      expect(Math.min(...all)).toBeGreaterThan(3)
      expect(all).toEqual(all.toSorted((a, b) => a - b))
      expect(new Set(all).size).toBe(layers)
    }
  })
