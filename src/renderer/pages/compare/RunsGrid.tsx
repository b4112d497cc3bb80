// Every run of a comparison as one mark: a row for each method and size, a column for each seed.
import { Anchor, Table } from '@mantine/core'
import type { LadderDetails, LadderRun } from '../../../shared/ladder.ts'
import { hrefOf } from '../../router.ts'
import { Folded } from '../../ui/Folded.tsx'
import { capital } from '../../ui/format.ts'
import { RunState } from '../../ui/RunState.tsx'
import type { ComparedMethod } from '../../../shared/comparison/methods.ts'
import { sizeTitle } from '../../../shared/comparison/words.ts'

interface RunsGridProps {
  readonly ladder: LadderDetails
  readonly methods: readonly ComparedMethod[]
}

export function RunsGrid({ ladder, methods }: RunsGridProps) {
  const seeds = [...new Set(ladder.runs.map(({ seed }) => seed))]
  return (
    <Folded title={`All ${ladder.total} runs`}>
      <Table.ScrollContainer minWidth={420} type="native">
        <Table w="auto" aria-label="Runs of the comparison">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Method</Table.Th>
              <Table.Th>Training rows</Table.Th>
              {seeds.map((seed) => (
                <Table.Th key={seed}>Seed {seed}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {methods.flatMap(({ key, title, number }) =>
              ladder.spec.sizes.map((size) => (
                <Table.Tr key={`${key} ${size}`}>
                  <Table.Td>{title}</Table.Td>
                  <Table.Td>{capital(sizeTitle(size))}</Table.Td>
                  {seeds.map((seed) => (
                    <Table.Td key={seed}>
                      <Mark
                        run={ladder.runs.find(
                          (one) => one.method === number - 1 && one.size === size && one.seed === seed,
                        )}
                      />
                    </Table.Td>
                  ))}
                </Table.Tr>
              )),
            )}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Folded>
  )
}

function Mark({ run }: { readonly run: LadderRun | undefined }) {
  if (!run) return null
  if (run.run === null) return <RunState state={run.state} />
  return (
    <Anchor href={hrefOf('runs', run.run)} size="sm" c="bright" title={run.error?.message ?? run.note}>
      <RunState state={run.state} />
    </Anchor>
  )
}
