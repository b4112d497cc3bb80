// A run's points as lines on a chart: raw and smoothed training, unsmoothed validation.
import type { Point } from '../../shared/run.ts'
import { position, smooth, type Axis, type Line } from './series.ts'

/** A line with its look. `faint` lines stand behind and are in no legend. */
export interface Curve extends Line {
  /** What it is called in the legend; a raw line shares its smoothed one's name, and comes and goes with it. */
  readonly name: string
  readonly colour: string
  readonly dash: string
  readonly faint: boolean
  readonly dots: boolean
}

/** How a curve is told from the others. */
export interface Look {
  readonly key: string
  readonly label: string
  readonly colour: string
  readonly dash?: string
}

/** A curve as it was measured. With few points each is marked. */
export function measured(points: readonly Point[], axis: Axis, look: Look): Curve {
  return {
    dash: '',
    ...look,
    name: look.label,
    faint: false,
    dots: points.length <= 40,
    points: points.map((point) => ({ x: position(point, axis), y: point.value })),
  }
}

/** A noisy curve: the raw line faint, the smoothed one before it. Without smoothing only the raw one, full. */
export function smoothed(points: readonly Point[], axis: Axis, weight: number, look: Look): Curve[] {
  const raw = { ...measured(points, axis, look), dots: points.length < 2 }
  if (weight === 0 || points.length < 2) return [raw]
  const means = smooth(
    points.map(({ value }) => value),
    weight,
  )
  return [
    { ...raw, key: `${look.key} raw`, label: `${look.label} (raw)`, faint: true },
    {
      ...raw,
      label: `${look.label} (smoothed)`,
      points: raw.points.map(({ x }, i) => ({ x, y: means[i]! })),
    },
  ]
}

/** The x axis in words. */
export const axisTitles: Readonly<Record<Axis, string>> = { step: 'Step', epoch: 'Epoch', time: 'Time' }
