// The methods at one size: score over seeds, what was trained, and what it cost.
import { Group, Table, Text, useComputedColorScheme } from '@mantine/core'
import { runColour } from '../../charts/colours.ts'
import { bytes, capital, duration, number, percent, short } from '../../ui/format.ts'
import { metricTitle } from '../../ui/runNames.ts'
import { Term } from '../../ui/Term.tsx'
import type { ComparedMethod } from '../../../shared/comparison/methods.ts'
import { SeedDots } from './SeedDots.tsx'
import type { Summary } from '../../../shared/comparison/trials.ts'
import { gapAndDeviation, meanAndDeviation } from '../../../shared/comparison/words.ts'

interface ResultTableProps {
  readonly summaries: readonly Summary[]
  readonly methods: readonly ComparedMethod[]
  readonly metric: string
}

export function ResultTable({ summaries, methods, metric }: ResultTableProps) {
  const scheme = useComputedColorScheme('light')
  const apart = summaries.some(({ elsewhere }) => elsewhere !== null)
  const timed = summaries.some(({ milliseconds }) => milliseconds !== null)
  const values = summaries.flatMap(({ score }) => score.values.map(({ value }) => value))
  const reach: [number, number] = [Math.min(...values), Math.max(...values)]
  const best = {
    score: highest(summaries, ({ score }) => score.mean),
    elsewhere: highest(summaries, ({ elsewhere }) => elsewhere?.mean),
    gap: highest(summaries, ({ gap }) => gap?.mean),
    trainable: lowest(summaries, ({ trainable }) => trainable),
    disk: lowest(summaries, ({ diskBytes }) => diskBytes),
    seconds: lowest(summaries, ({ seconds }) => seconds),
    memory: lowest(summaries, ({ memoryBytes }) => memoryBytes),
    latency: lowest(summaries, ({ milliseconds }) => milliseconds ?? undefined),
  }
  return (
    <Table.ScrollContainer minWidth={640} type="native">
      <Table aria-label="Result" horizontalSpacing={6} fz={13}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Method</Table.Th>
            <Table.Th className="number">{capital(metricTitle(metric))}</Table.Th>
            <Table.Th style={{ whiteSpace: 'nowrap' }}>Each seed</Table.Th>
            {apart && (
              <>
                <Table.Th className="number">
                  Out of domain <Term name="outOfDomain" />
                </Table.Th>
                <Table.Th className="number">Difference</Table.Th>
              </>
            )}
            <Table.Th className="number">Trained</Table.Th>
            <Table.Th className="number">On disk</Table.Th>
            <Table.Th className="number">Time</Table.Th>
            <Table.Th className="number">Memory</Table.Th>
            {timed && <Table.Th className="number">ms per text</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {methods.map(({ key, title, number: position }) => {
            const one = summaries.find(({ method }) => method === key)
            const colour = runColour(position, scheme)
            return (
              <Table.Tr key={key}>
                <Table.Th scope="row" fw={400} style={{ whiteSpace: 'nowrap' }}>
                  <Group gap="xs" wrap="nowrap">
                    <span aria-hidden className="colourDot" style={{ background: colour }} />
                    {title}
                  </Group>
                </Table.Th>
                {one ? (
                  <>
                    <Figure best={one === best.score}>{meanAndDeviation(one.score)}</Figure>
                    <Table.Td>
                      <SeedDots spread={one.score} reach={reach} colour={colour} />
                    </Table.Td>
                    {apart && (
                      <>
                        <Figure best={one === best.elsewhere}>
                          {one.elsewhere && meanAndDeviation(one.elsewhere)}
                        </Figure>
                        <Figure best={one === best.gap}>{one.gap && gapAndDeviation(one.gap)}</Figure>
                      </>
                    )}
                    <Figure best={one === best.trainable}>
                      {short(one.trainable)}{' '}
                      <Text span size="xs" c="dimmed" fw={400}>
                        {percent(one.trainable / one.total)}
                      </Text>
                    </Figure>
                    <Figure best={one === best.disk}>{bytes(one.diskBytes)}</Figure>
                    <Figure best={one === best.seconds}>{duration(one.seconds)}</Figure>
                    <Figure best={one === best.memory}>{bytes(one.memoryBytes)}</Figure>
                    {timed && (
                      <Figure best={one === best.latency}>
                        {one.milliseconds !== null && number(one.milliseconds)}
                      </Figure>
                    )}
                  </>
                ) : (
                  <Table.Td colSpan={6 + (apart ? 2 : 0) + (timed ? 1 : 0)} c="dimmed">
                    No run of it has finished yet.
                  </Table.Td>
                )}
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function Figure({ best, children }: { readonly best: boolean; readonly children: React.ReactNode }) {
  return (
    <Table.Td className="number" fw={best ? 700 : 400}>
      {children}
    </Table.Td>
  )
}

type ValueOf = (summary: Summary) => number | undefined

/** The summary with the highest value; undefined where there are not two to compare. */
function highest(summaries: readonly Summary[], valueOf: ValueOf): Summary | undefined {
  const known = summaries.filter((one) => valueOf(one) !== undefined)
  if (known.length < 2) return undefined
  return known.reduce((best, one) => (valueOf(one)! > valueOf(best)! ? one : best))
}

const lowest = (summaries: readonly Summary[], valueOf: ValueOf): Summary | undefined =>
  highest(summaries, (one) => {
    const value = valueOf(one)
    return value === undefined ? undefined : -value
  })
