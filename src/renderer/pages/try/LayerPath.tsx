// A text's way through the layers: what each said, how sure it was, where the text left, and what was never computed.
import { Stack, Table, Text, useComputedColorScheme } from '@mantine/core'
import type { Output } from '../../../shared/contract.ts'
import type { LayerSaid } from '../../../shared/exits/answers.ts'
import { layerColour } from '../../charts/colours.ts'
import { Bar } from '../../ui/Bar.tsx'
import { number, percent } from '../../ui/format.ts'
import { spared } from './spared.ts'

type Said = Output<'exits.answer'>

export function LayerPath({ said }: { readonly said: Said }) {
  const { answers, layers } = said
  const scheme = useComputedColorScheme('light')
  const { path, layer: left } = answers[0]!
  const doubts = path.some(({ doubt }) => doubt !== null)
  const classes = path[0]!.value === null
  return (
    <Stack gap="sm" role="status">
      <Stack gap={4}>
        <Text fz={18} fw={600}>
          {answerOf(answers[0]!)}
        </Text>
        <Text size="sm">{spared(said)}</Text>
      </Stack>
      <Table withRowBorders={false} verticalSpacing={3} aria-label="Path through the layers">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={70}>Layer</Table.Th>
            <Table.Th>Says</Table.Th>
            {classes && <Table.Th w="35%">Probability</Table.Th>}
            {classes && <Table.Th w={70} />}
            {doubts && (
              <Table.Th className="number" w={120}>
                May be wrong
              </Table.Th>
            )}
            <Table.Th w={100} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Array.from({ length: layers }, (_, l) => {
            const one = path[l]
            if (!one)
              return (
                <Table.Tr key={l} c="dimmed" opacity={0.6}>
                  <Table.Td>{l + 1}</Table.Td>
                  <Table.Td colSpan={2 + (classes ? 2 : 0) + (doubts ? 1 : 0)}>not computed</Table.Td>
                </Table.Tr>
              )
            const sure = probabilityOf(one)
            return (
              <Table.Tr key={l} fw={l === left ? 600 : 400}>
                <Table.Td>{l + 1}</Table.Td>
                <Table.Td>{answerOf(one)}</Table.Td>
                {classes && (
                  <Table.Td>
                    <Bar share={sure} colour={layerColour(l, layers, scheme)} />
                  </Table.Td>
                )}
                {classes && <Table.Td className="number">{percent(sure)}</Table.Td>}
                {doubts && (
                  <Table.Td className="number">
                    {one.doubt !== null && percent(1 / (1 + Math.exp(-one.doubt)))}
                  </Table.Td>
                )}
                <Table.Td style={{ whiteSpace: 'nowrap' }}>
                  {l === left && (l < layers - 1 ? 'left here' : 'the last')}
                </Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </Stack>
  )
}

const answerOf = ({ predicted, value }: Pick<LayerSaid, 'predicted' | 'value'>): string =>
  value === null ? predicted : number(value)

const probabilityOf = ({ predicted, probabilities }: LayerSaid): number =>
  probabilities.find(({ label }) => label === predicted)?.probability ?? 0
