// All templates on the same rows: one is chosen to be edited, the best of each column stands out.
import { Radio, Table, Text } from '@mantine/core'
import { useState } from 'react'
import type { PromptLook, PromptScores } from '../../../shared/prompts.ts'
import { SortHead } from '../../ui/SortHead.tsx'
import { Term } from '../../ui/Term.tsx'
import { bestOf, columnsFor, ofTrials, sorted, sortingAfter, type Sorting } from './scoreColumns.ts'
import type { Sheet, SheetPrompt } from './sheets.ts'

/** What has become of asking a prompt; undefined while it is being written. */
export interface Asked {
  readonly data?: PromptLook | undefined
  readonly error: unknown
}

interface TemplateTableProps {
  readonly sheet: Sheet
  readonly kind: PromptScores['kind']
  /** In the order of the sheet's prompts. */
  readonly asked: readonly (Asked | undefined)[]
  /** What an empty template stands for. */
  readonly usual: string
  readonly onChoose: (key: string) => void
}

export function TemplateTable({ sheet, kind, asked, usual, onChoose }: TemplateTableProps) {
  const [sorting, setSorting] = useState<Sorting | null>(null)
  const rows = sheet.prompts.map((prompt, i) => ({
    prompt,
    scores: asked[i]?.data?.scores ?? undefined,
    failed: Boolean(asked[i]?.error),
    trials: asked[i]?.data?.trials ?? [],
  }))
  const all = rows.flatMap(({ scores }) => scores ?? [])
  const columns = columnsFor(kind)
  const best = columns.map((column) => bestOf(column, all))
  return (
    <Table.ScrollContainer minWidth={600} type="native">
      <Radio.Group value={sheet.chosen} onChange={onChoose} aria-label="Template to edit">
        <Table aria-label="Templates" horizontalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Template</Table.Th>
              {columns.map((column) => (
                <SortHead
                  key={column.id}
                  title={column.title}
                  direction={sorting?.column === column.id ? sorting.direction : null}
                  onSort={() => setSorting(sortingAfter(sorting, column))}
                >
                  {column.term && <Term name={column.term} />}
                </SortHead>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sorted(rows, columns, sorting).map(({ prompt, scores, failed, trials }) => (
              <Table.Tr key={prompt.key} aria-current={prompt.key === sheet.chosen}>
                <Table.Td>
                  <Radio
                    size="xs"
                    value={prompt.key}
                    label={<TemplateName prompt={prompt} usual={usual} />}
                  />
                </Table.Td>
                {scores
                  ? columns.map((column, i) => (
                      <Table.Td
                        key={column.id}
                        className="number"
                        fw={column.value(scores) === best[i] ? 700 : 400}
                      >
                        {column.text(scores)}
                        {i === 0 && trials.length > 1 && (
                          <Text size="xs" c="dimmed" fw={400}>
                            {ofTrials(trials, column)}
                          </Text>
                        )}
                      </Table.Td>
                    ))
                  : columns.map((column, i) => (
                      <Table.Td key={column.id} className="number" c="dimmed">
                        {i === 0 && (failed ? 'cannot be asked' : 'asking …')}
                      </Table.Td>
                    ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Radio.Group>
    </Table.ScrollContainer>
  )
}

function TemplateName({ prompt, usual }: { readonly prompt: SheetPrompt; readonly usual: string }) {
  const words = Object.values(prompt.words).filter((word) => word !== '')
  const { perClass = 0, selection } = prompt.demonstrations ?? {}
  return (
    <>
      <Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
        {prompt.template || usual}
      </Text>
      {(prompt.description || perClass > 0) && (
        <Text span size="xs" c="dimmed" display="block">
          {[
            ...(prompt.description ? ['described'] : []),
            ...(perClass > 0 ? [`${perClass} ${selection} examples of each class`] : []),
          ].join(', ')}
        </Text>
      )}
      {words.length > 0 && (
        <Text span size="xs" c="dimmed" display="block">
          {words.slice(0, wordsShown).join(' / ')}
          {words.length > wordsShown && ' / …'}
        </Text>
      )}
    </>
  )
}

/** Words of labels that tell templates apart. */
const wordsShown = 8
