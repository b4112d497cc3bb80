// How much each curve saves while it keeps 99, 97 and 95 % of its full score.
import { Table } from '@mantine/core'
import { memo } from 'react'
import { boldestWith } from '../../../../shared/exits/operatingPoints.ts'
import { percent } from '../../../ui/format.ts'
import { keptShares, type Curve } from '../../../../shared/exits/layered.ts'

interface KeptTableProps {
  /** What the rows are, e.g. "Rule". */
  readonly kind: string
  readonly curves: readonly (Curve & { readonly label: string; readonly full: number })[]
  /** Sets the slider to a step of a curve. */
  readonly onPick?: (curve: Curve, step: number) => void
}

export const KeptTable = memo(function KeptTable({ kind, curves, onPick }: KeptTableProps) {
  return (
    <Table
      w="auto"
      horizontalSpacing="xs"
      verticalSpacing={4}
      fz="xs"
      style={{ alignSelf: 'flex-start' }}
      aria-label={`Layers saved by ${kind.toLowerCase()}`}
    >
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{kind}</Table.Th>
          {keptShares.map((share) => (
            <Table.Th key={share} className="number">
              {share === keptShares[0] ? 'Saved at ' : ''}
              {100 * share} %
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {curves.map((curve) => (
          <Table.Tr key={curve.label}>
            <Table.Td>{curve.label}</Table.Td>
            {keptShares.map((share) => {
              const point = boldestWith(share, curve.points, curve.full)
              const saved = percent(point?.saved ?? 0)
              return (
                <Table.Td key={share} className="number">
                  {point && onPick ? (
                    <button
                      type="button"
                      className="plainButton"
                      style={{ textDecoration: 'underline dotted' }}
                      aria-label={`${saved} by ${curve.label}: set the threshold`}
                      onClick={() => onPick(curve, curve.points.indexOf(point))}
                    >
                      {saved}
                    </button>
                  ) : (
                    saved
                  )}
                </Table.Td>
              )
            })}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
})
