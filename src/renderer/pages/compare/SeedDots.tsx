// The scores of single seeds as dots on one scale, with a stroke at their mean.
import { number } from '../../ui/format.ts'
import type { Spread } from '../../../shared/comparison/trials.ts'

interface SeedDotsProps {
  readonly spread: Spread
  /** Lowest and highest score of all that stand below each other. */
  readonly reach: readonly [number, number]
  readonly colour: string
}

const width = 72
const height = 16
const margin = 5

export function SeedDots({ spread, reach: [low, high], colour }: SeedDotsProps) {
  const across = (value: number): number =>
    high > low ? margin + ((width - 2 * margin) * (value - low)) / (high - low) : width / 2
  const said = spread.values.map(({ seed, value }) => `seed ${seed}: ${number(value)}`).join(', ')
  return (
    <svg width={width} height={height} role="img" aria-label={said} style={{ display: 'block' }}>
      <title>{said}</title>
      <path d={`M0 ${height / 2}h${width}`} stroke="var(--mantine-color-default-border)" />
      <path d={`M${across(spread.mean)} 1v${height - 2}`} stroke={colour} strokeWidth={2} />
      {spread.values.map(({ seed, value }) => (
        <circle key={seed} cx={across(value)} cy={height / 2} r={3.5} fill={colour} fillOpacity={0.55} />
      ))}
    </svg>
  )
}
