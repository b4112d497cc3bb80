// How much a prompt leans: to which labels, or to high or low numbers.
import { Button, Group, Stack, Table, Text } from '@mantine/core'
import { useState, type CSSProperties } from 'react'
import type { ClassPromptScores, NumberPromptScores, PromptScores } from '../../../shared/prompts.ts'
import { number, percent } from '../../ui/format.ts'

const shownAtFirst = 8

/** How each share is drawn: apart also without colours. */
const shares = [
  { field: 'truth', title: 'True', bar: { background: 'var(--mantine-color-gray-5)' } },
  {
    field: 'predicted',
    title: 'Predicted',
    bar: { background: 'var(--mantine-primary-color-filled)' },
  },
  {
    field: 'contentFree',
    title: 'No text',
    bar: { border: '1px solid var(--mantine-primary-color-filled)' },
  },
] as const satisfies readonly {
  field: keyof ClassPromptScores['prior'][number]
  title: string
  bar: CSSProperties
}[]

export function Leaning({ scores }: { readonly scores: PromptScores }) {
  return scores.kind === 'classes' ? <LabelPrior scores={scores} /> : <MeanAndSpread scores={scores} />
}

function LabelPrior({ scores: { prior } }: { readonly scores: ClassPromptScores }) {
  const [all, setAll] = useState(false)
  const most = Math.max(...prior.flatMap((one) => shares.map(({ field }) => one[field])))
  // The labels that it leans to or from the most.
  const order =
    prior.length <= shownAtFirst
      ? prior
      : prior.toSorted((a, b) => Math.abs(b.predicted - b.truth) - Math.abs(a.predicted - a.truth))
  return (
    <Stack gap="xs">
      <Table aria-label="Label prior" horizontalSpacing={6} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Label</Table.Th>
            <Table.Th w="26%" />
            {shares.map(({ field, title, bar }) => (
              <Table.Th key={field} className="number">
                <Group gap={6} justify="flex-end" wrap="nowrap">
                  <span aria-hidden style={{ ...bar, width: 10, height: 10, flexShrink: 0 }} />
                  {title}
                </Group>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {order.slice(0, all ? undefined : shownAtFirst).map((one) => (
            <Table.Tr key={one.label}>
              <Table.Td style={{ overflowWrap: 'break-word' }}>{one.label}</Table.Td>
              <Table.Td aria-hidden>
                <Stack gap={2}>
                  {shares.map(({ field, bar }) => (
                    <div
                      key={field}
                      style={{
                        ...bar,
                        width: `${Math.max(1, (100 * one[field]) / most)}%`,
                        height: 7,
                        borderRadius: 1,
                      }}
                    />
                  ))}
                </Stack>
              </Table.Td>
              {shares.map(({ field }) => (
                <Table.Td key={field} className="number">
                  {percent(one[field])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {prior.length > shownAtFirst && (
        <Button size="xs" variant="subtle" style={{ alignSelf: 'flex-start' }} onClick={() => setAll(!all)}>
          {all ? 'Show where it leans most' : `Show all ${prior.length} labels`}
        </Button>
      )}
    </Stack>
  )
}

function MeanAndSpread({
  scores: { truth, predicted, contentFree },
}: {
  readonly scores: NumberPromptScores
}) {
  return (
    <Stack gap="xs">
      <Table aria-label="Mean and spread" horizontalSpacing={6} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th />
            <Table.Th className="number">Mean</Table.Th>
            <Table.Th className="number">Spread (sd)</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[
            ['Labels', truth.mean, truth.deviation],
            ['Answers', predicted.mean, predicted.deviation],
            ['Answer without a text', contentFree, null],
          ].map(([title, mean, deviation]) => (
            <Table.Tr key={title}>
              <Table.Td>{title}</Table.Td>
              <Table.Td className="number">{number(mean as number)}</Table.Td>
              <Table.Td className="number">{deviation === null ? '' : number(deviation as number)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed">
        Answers that hardly spread say little: the prompt gives every row nearly the same number.
      </Text>
    </Stack>
  )
}
