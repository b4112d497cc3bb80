// One run in the table of runs.
import { Anchor, Checkbox, Group, Table, Text, useComputedColorScheme } from '@mantine/core'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { runColour } from '../../charts/colours.ts'
import { hrefOf } from '../../router.ts'
import { duration, moment, number, parameterShare, short, shortMoment } from '../../ui/format.ts'
import { isForeign, metricTitle, nameOf } from '../../ui/runNames.ts'
import { secondsOf } from './runsTable.ts'
import { RunState } from '../../ui/RunState.tsx'

interface RunRowProps {
  readonly run: RunInfo
  /** What its method is called. */
  readonly method: string
  /** Whether nothing beats it on its data. */
  readonly best: boolean
  readonly ticked: boolean
  readonly onTick: (on: boolean) => void
}

export function RunRow({ run, method, best, ticked, onTick }: RunRowProps) {
  const scheme = useComputedColorScheme('light')
  const { result, trainableParameters, totalParameters } = run
  const seconds = secondsOf(run)
  return (
    <Table.Tr>
      <Table.Td>
        <Checkbox
          size="xs"
          aria-label={`Tick run ${run.number}: ${nameOf(run)}`}
          checked={ticked}
          onChange={(event) => onTick(event.currentTarget.checked)}
        />
      </Table.Td>
      <Table.Td className="number">{run.number}</Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <span aria-hidden className="colourDot" style={{ background: runColour(run.number, scheme) }} />
          <Anchor href={hrefOf('runs', run.id)} size="sm" lineClamp={1}>
            {nameOf(run)}
          </Anchor>
        </Group>
      </Table.Td>
      <Table.Td>
        <RunState state={run.state} />
      </Table.Td>
      <Table.Td>
        {isForeign(run) ? (
          <Text span c="dimmed" size="sm">
            None
          </Text>
        ) : (
          run.datasetName
        )}
      </Table.Td>
      <Table.Td>{method}</Table.Td>
      <Table.Td className="number">
        {result?.best && (
          <Text size="sm" fw={best ? 700 : 400}>
            {best && (
              <span role="img" aria-label="Best on this data" title="Best on this data">
                ★{' '}
              </span>
            )}
            {number(result.best.value)}{' '}
            <Text span size="xs" c="dimmed" fw={400}>
              {metricTitle(result.best.series)}
            </Text>
          </Text>
        )}
      </Table.Td>
      <Table.Td className="number">
        {trainableParameters !== null && totalParameters !== null && (
          <>
            {short(trainableParameters)}
            <Text span c="dimmed" visibleFrom="lg">
              {` ${parameterShare(trainableParameters, totalParameters)}`}
            </Text>
          </>
        )}
      </Table.Td>
      <Table.Td className="number">{seconds !== null && duration(seconds)}</Table.Td>
      <Table.Td className="number" visibleFrom="lg" title={moment(run.created)}>
        {shortMoment(run.created)}
      </Table.Td>
    </Table.Tr>
  )
}
