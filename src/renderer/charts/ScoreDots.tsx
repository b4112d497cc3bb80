// Single scores as dots on one scale, with a stroke at their mean.
import { number } from '../ui/format.ts'

interface ScoreDotsProps {
  readonly values: readonly { readonly title: string; readonly value: number }[]
  readonly mean: number
  /** Lowest and highest score of all that stand below each other. */
  readonly reach: readonly [number, number]
  readonly colour: string
}

const width = 72
const height = 16
const margin = 5

export function ScoreDots({ values, mean, reach: [low, high], colour }: ScoreDotsProps) {
  const across = (value: number): number =>
    high > low ? margin + ((width - 2 * margin) * (value - low)) / (high - low) : width / 2
  const said = values.map(({ title, value }) => `${title}: ${number(value)}`).join(', ')
  return (
    <svg width={width} height={height} role="img" aria-label={said} style={{ display: 'block' }}>
      <title>{said}</title>
      <path d={`M0 ${height / 2}h${width}`} stroke="var(--mantine-color-default-border)" />
      <path d={`M${across(mean)} 1v${height - 2}`} stroke={colour} strokeWidth={2} />
      {values.map(({ title, value }) => (
        <circle key={title} cx={across(value)} cy={height / 2} r={3.5} fill={colour} fillOpacity={0.55} />
      ))}
    </svg>
  )
}
