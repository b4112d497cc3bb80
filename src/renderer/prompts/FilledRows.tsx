// Rows as prompts: filled in, with the words that an untrained model would put into the gap, and its answer.
import { Mark, Table, Text } from '@mantine/core'
import { Fragment, type CSSProperties } from 'react'
import type { ShownPrompt } from '../../shared/prompts.ts'
import { Bar } from '../ui/Bar.tsx'
import { percent } from '../ui/format.ts'
import classes from './FilledRows.module.css'

/** How the gap is drawn. */
const gap = '____'

/** What is the same for every row stands out from its own texts; examples and description are lines of their own. */
const styles: Partial<Record<ShownPrompt['parts'][number]['kind'], CSSProperties>> = {
  words: { fontWeight: 600 },
  description: { display: 'block', fontWeight: 600 },
  example: { display: 'block', color: 'var(--mantine-color-dimmed)' },
}

/** Words of the vocabulary that are named for a gap. */
const wordsPerGap = 4

export function FilledRows({ rows }: { readonly rows: readonly ShownPrompt[] }) {
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table aria-label="The prompt on your rows">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Your rows as prompts</Table.Th>
            <Table.Th w="24%">The model would say</Table.Th>
            <Table.Th>Label</Table.Th>
            <Table.Th>Answer</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.row}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <FilledPrompt parts={row.parts} />
              </Table.Td>
              <Table.Td>
                <LikelyWords gaps={row.gaps} />
              </Table.Td>
              <Table.Td>{row.label}</Table.Td>
              <Table.Td fw={isWrong(row) ? 600 : 400}>
                {row.predicted}
                <Text span display="block" size="xs" c="dimmed">
                  {sureness(row)}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function FilledPrompt({ parts }: Pick<ShownPrompt, 'parts'>) {
  return (
    <Text size="sm" lineClamp={parts.some(({ kind }) => kind === 'example') ? 9 : 3}>
      {parts.map(({ kind, text }, i) =>
        kind === 'mask' ? (
          // The gaps of a prompt never change places.
          <Mark key={i}>{gap}</Mark>
        ) : (
          <span key={i} style={styles[kind]}>
            {text}
          </span>
        ),
      )}
    </Text>
  )
}

/** The likeliest words of each gap, as long as they are likely. */
function LikelyWords({ gaps }: Pick<ShownPrompt, 'gaps'>) {
  return (
    <div className={classes.words}>
      {gaps.map((words, gap) => {
        const most = words[0]?.probability ?? 1
        return words.slice(0, wordsPerGap).map(({ word, probability }) => (
          // The gaps of a prompt never change places.
          <Fragment key={`${gap} ${word}`}>
            <span className={classes.word}>{word}</span>
            <Bar share={probability / most} colour="var(--mantine-color-gray-5)" />
            <span className="number">{percent(probability)}</span>
          </Fragment>
        ))
      })}
    </div>
  )
}

/** Whether another label than the row's own was said; a number is never quite right. */
const isWrong = ({ predicted, label, probabilities }: ShownPrompt): boolean =>
  predicted !== label && probabilities.some((one) => one.label === label)

/** How probable the answer is among the labels; a number is no label. */
function sureness({ predicted, probabilities }: ShownPrompt): string {
  const probability = probabilities.find(({ label }) => label === predicted)?.probability
  return probability === undefined ? '' : percent(probability)
}
