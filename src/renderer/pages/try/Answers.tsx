// What runs say of one text: each answer with how sure it is, side by side.
import { Paper, SimpleGrid, Stack, Table, Text } from '@mantine/core'
import type { Output } from '../../../shared/contract.ts'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { Bar } from '../../ui/Bar.tsx'
import { number, percent } from '../../ui/format.ts'
import { labelOf } from '../../ui/runNames.ts'

type Said = Output<'runs.predict'>
type Prediction = Said['answers'][number]['predictions'][number]

/** Classes of an answer that stands alone, and of one beside others. */
const shown = { alone: 10, beside: 4 }

export function Answers({ runs, said }: { readonly runs: readonly RunInfo[]; readonly said: Said }) {
  const answers = runs.flatMap((run) => {
    const prediction = said.answers.find(({ id }) => id === run.id)?.predictions[0]
    return prediction ? [{ run, prediction }] : []
  })
  const [first] = answers
  if (!first) return null
  return (
    <Stack gap="xs" role="status">
      {answers.length === 1 ? (
        <Answer prediction={first.prediction} most={shown.alone} />
      ) : (
        <SimpleGrid cols={{ base: 1, xs: 2, lg: Math.min(3, answers.length) }} spacing="sm">
          {answers.map(({ run, prediction }) => (
            <Paper key={run.id} withBorder p="sm" role="group" aria-label={labelOf(run)}>
              <Text size="sm" c="dimmed" truncate title={labelOf(run)}>
                {labelOf(run)}
              </Text>
              <Answer prediction={prediction} most={shown.beside} />
            </Paper>
          ))}
        </SimpleGrid>
      )}
      <Text size="sm" c="dimmed">
        {effort(said, answers.length)}
      </Text>
    </Stack>
  )
}

function Answer({ prediction, most }: { readonly prediction: Prediction; readonly most: number }) {
  const { predicted, probabilities, value } = prediction
  const sorted = probabilities.toSorted((a, b) => b.probability - a.probability)
  const others = sorted.length - most
  return (
    <Stack gap="xs">
      <Text fz={18} fw={600}>
        {value === null ? predicted : number(value)}
      </Text>
      {sorted.length > 0 && (
        <Table withRowBorders={false} verticalSpacing={3} aria-label="Probabilities">
          <Table.Tbody>
            {sorted.slice(0, most).map(({ label, probability }) => (
              <Table.Tr key={label}>
                <Table.Td w="30%">{label}</Table.Td>
                <Table.Td>
                  <Bar share={probability} />
                </Table.Td>
                <Table.Td className="number" w={70}>
                  {percent(probability)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {others > 0 && (
        <Text size="sm" c="dimmed">
          {others === 1 ? '1 more class is less likely.' : `${others} more classes are less likely.`}
        </Text>
      )}
    </Stack>
  )
}

function effort({ milliseconds, passes }: Said, runs: number): string {
  const took = `Took ${number(milliseconds)} ms`
  if (runs === 1) return `${took}.`
  const ways = passes === 1 ? 'one pass through the model' : `${passes} passes through the model`
  return `${took} for all ${runs}, in ${ways}.`
}
