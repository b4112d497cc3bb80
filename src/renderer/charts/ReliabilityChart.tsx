// How often answers are right against how sure they are: on the diagonal both agree.
import type { ReliabilityBin } from '../../shared/exits/calibration.ts'
import { count, number, plainNumber } from '../ui/format.ts'
import { Figure } from './Figure.tsx'
import { numbersCsv, NumbersTable } from './NumbersTable.tsx'

const side = 240
const margin = { left: 44, bottom: 40, top: 8, right: 12 }
const ticks = [0, 0.25, 0.5, 0.75, 1]

interface ReliabilityChartProps {
  readonly title: string
  readonly bins: readonly ReliabilityBin[]
  readonly colour: string
}

export function ReliabilityChart({ title, bins, colour }: ReliabilityChartProps) {
  const width = margin.left + side + margin.right
  const height = margin.top + side + margin.bottom
  const across = (share: number): number => margin.left + side * share
  const up = (share: number): number => margin.top + side * (1 - share)
  const filled = bins.filter(({ rows }) => rows > 0)
  const most = Math.max(1, ...bins.map(({ rows }) => rows))
  const numbers = {
    columns: ['Probability', 'Texts', 'Mean probability', 'Right'],
    rows: filled.map(({ from, to, rows, confidence, accuracy }) => [
      `${from.toFixed(1)} to ${to.toFixed(1)}`,
      count(rows),
      number(confidence),
      number(accuracy),
    ]),
  }
  return (
    <Figure
      title={title}
      height={height}
      empty={null}
      table={<NumbersTable numbers={numbers} height={height} />}
      csv={() => numbersCsv(numbers)}
      legend={[{ label: 'Right answers', colour, dash: '', shape: 'M-4-4h8v8h-8z' }]}
    >
      <svg
        data-chart
        width={width}
        height={height}
        role="img"
        aria-label={`${title}: ${filled
          .map(({ confidence, accuracy }) => `sure ${number(confidence)}, right ${number(accuracy)}`)
          .join('; ')}`}
      >
        <g stroke="var(--mantine-color-default-border)" fill="none">
          {ticks.map((tick) => (
            <path key={tick} d={`M${across(0)} ${up(tick)}h${side}`} />
          ))}
        </g>
        {filled.map(({ from, to, rows, confidence, accuracy }) => (
          <rect
            key={from}
            x={across(from) + 1}
            y={up(accuracy)}
            width={side * (to - from) - 2}
            height={Math.max(1, side * accuracy)}
            fill={colour}
            // A bar of few texts says little.
            fillOpacity={0.3 + 0.7 * Math.sqrt(rows / most)}
          >
            <title>{`${count(rows)} texts, on average ${number(confidence)} sure, ${number(accuracy)} right`}</title>
          </rect>
        ))}
        <path
          d={`M${across(0)} ${up(0)}L${across(1)} ${up(1)}`}
          stroke="var(--mantine-color-text)"
          strokeDasharray="4 4"
        />
        <g fill="var(--mantine-color-dimmed)" fontSize={12}>
          {ticks.map((tick) => (
            <g key={tick}>
              <text x={across(tick)} y={up(0) + 16} textAnchor="middle">
                {plainNumber(tick)}
              </text>
              <text x={margin.left - 8} y={up(tick) + 4} textAnchor="end">
                {plainNumber(tick)}
              </text>
            </g>
          ))}
          <text x={across(0.5)} y={height - 4} textAnchor="middle">
            Probability of the answer
          </text>
          <text transform={`translate(11 ${up(0.5)}) rotate(-90)`} textAnchor="middle">
            Right answers
          </text>
        </g>
      </svg>
    </Figure>
  )
}
