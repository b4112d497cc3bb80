// What each layer is worth: its score and loss, whether it is as sure as it is right, and who leaves there.
import { Flex, Table, useComputedColorScheme } from '@mantine/core'
import { memo, useMemo, useState } from 'react'
import type { RunInfo } from '../../../../shared/runInfo.ts'
import { expectedCalibrationError, reliability } from '../../../../shared/exits/calibration.ts'
import { rightOf } from '../../../../shared/exits/measures.ts'
import { runColour } from '../../../charts/colours.ts'
import { ReliabilityChart } from '../../../charts/ReliabilityChart.tsx'
import { Bar } from '../../../ui/Bar.tsx'
import { Block } from '../../../ui/Block.tsx'
import { capital, count, number, percent } from '../../../ui/format.ts'
import { metricTitle } from '../../../ui/runNames.ts'
import { Term } from '../../../ui/Term.tsx'
import type { JudgedSplit, Layered } from '../../../../shared/exits/layered.ts'

interface LayerQualityProps {
  readonly run: RunInfo
  readonly split: JudgedSplit
  readonly shown: Layered
  readonly left: readonly number[]
}

export const LayerQuality = memo(function LayerQuality({ run, split, shown, left }: LayerQualityProps) {
  const { rows, said } = shown
  const colour = runColour(run.number, useComputedColorScheme('light'))
  const classes = said.labels.length > 0
  const [layer, setLayer] = useState(0)
  const bins = useMemo(
    () => (classes ? Array.from({ length: said.layers }, (_, l) => reliability(rows, l)) : []),
    [classes, said, rows],
  )
  const leaving = useMemo(() => leavingAt(left, shown), [left, shown])
  const scores = run.result?.layers?.[split] ?? []
  const metric = classes ? 'accuracy' : 'pearson'
  return (
    <Block title="Each layer">
      <Flex gap="xl" wrap="wrap" align="flex-start">
        <Table.ScrollContainer minWidth={classes ? 470 : 300} maw="100%" type="native">
          <Table w="auto" horizontalSpacing="xs" aria-label="Layers">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Layer</Table.Th>
                <Table.Th className="number">{capital(metricTitle(metric))}</Table.Th>
                <Table.Th w={72} miw={72} aria-hidden />
                <Table.Th className="number">Loss</Table.Th>
                {classes && (
                  <Table.Th w={116} ta="right">
                    Calibration error <Term name="calibrationError" />
                  </Table.Th>
                )}
                <Table.Th className="number">Leave</Table.Th>
                {classes && <Table.Th className="number">Right of them</Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {scores.map((of, l) => {
                const { texts, right } = leaving[l]!
                return (
                  <Table.Tr
                    key={`layer ${l + 1}`}
                    {...(classes && l === layer && { bg: 'var(--mantine-color-default-hover)' })}
                  >
                    <Table.Td>
                      {classes ? (
                        <button
                          type="button"
                          className="plainButton"
                          aria-pressed={l === layer}
                          aria-label={`Layer ${l + 1}: show its calibration`}
                          style={{ textDecoration: 'underline dotted' }}
                          onClick={() => setLayer(l)}
                        >
                          {l + 1}
                        </button>
                      ) : (
                        l + 1
                      )}
                    </Table.Td>
                    <Table.Td className="number">{number(of[metric] ?? 0)}</Table.Td>
                    <Table.Td>
                      <Bar share={Math.max(0, of[metric] ?? 0)} colour={colour} />
                    </Table.Td>
                    <Table.Td className="number">{number(of.loss)}</Table.Td>
                    {classes && (
                      <Table.Td className="number">{number(expectedCalibrationError(bins[l]!))}</Table.Td>
                    )}
                    <Table.Td className="number">{count(texts)}</Table.Td>
                    {classes && <Table.Td className="number">{texts > 0 && percent(right / texts)}</Table.Td>}
                  </Table.Tr>
                )
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        {classes && (
          <ReliabilityChart title={`Calibration of layer ${layer + 1}`} bins={bins[layer]!} colour={colour} />
        )}
      </Flex>
    </Block>
  )
})

/** Of each layer, how many texts leave there and how many of them it has right. */
function leavingAt(left: readonly number[], { rows, said }: Layered): { texts: number; right: number }[] {
  const right = rightOf(rows)
  const found = Array.from({ length: said.layers }, () => ({ texts: 0, right: 0 }))
  left.forEach((l, i) => {
    found[l]!.texts++
    found[l]!.right += right[i * said.layers + l]!
  })
  return found
}
