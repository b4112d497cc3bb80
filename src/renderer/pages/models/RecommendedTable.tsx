// A short list to begin with, and how each fits this machine.
import { Anchor, Stack, Table, Text, Title } from '@mantine/core'
import { useAppInfo, useAllModels, useRoom } from '../../lab/queries.ts'
import { memoryNeeds } from '../../ui/fit.ts'
import { bytes, short } from '../../ui/format.ts'
import { MemoryNeed } from './MemoryNeed.tsx'
import { recommended } from './recommended.ts'

/** LoRA on one core is patient work beyond so many parameters. */
const muchForFewCores = 60e6

export function RecommendedTable({ onLook }: { readonly onLook: (repo: string) => void }) {
  const info = useAppInfo().data
  const free = useRoom().data?.memoryBytes
  const here = new Set(useAllModels().data?.map(({ id }) => id))
  if (!info) return null
  const known = recommended.filter(({ family }) => info.families.includes(family))
  const good = known.filter(
    (model) =>
      (free === undefined || memoryNeeds(model).lora <= free) &&
      (info.cores > 4 || model.parameters <= muchForFewCores),
  )
  return (
    <Stack gap="xs" component="section" aria-label="Recommended">
      <Title order={2}>Good ones to start with</Title>
      <Text c="dimmed">
        ★ suits this machine: {info.cores} cores{free !== undefined && `, ${bytes(free)} of memory free`}.
      </Text>
      <Table.ScrollContainer minWidth={600} type="native">
        <Table aria-label="Recommended models">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Model</Table.Th>
              <Table.Th className="number">Parameters</Table.Th>
              <Table.Th className="number">Download</Table.Th>
              <Table.Th className="number">LoRA needs</Table.Th>
              <Table.Th>Licence</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {known.map((model) => (
              <Table.Tr key={model.repo}>
                <Table.Td>
                  <Anchor component="button" size="sm" ta="left" onClick={() => onLook(model.repo)}>
                    {model.repo}
                  </Anchor>
                  {good.includes(model) && ' ★'}
                  <Text size="xs" c="dimmed">
                    {model.why}
                    {here.has(model.repo) && ' It is on this machine.'}
                  </Text>
                </Table.Td>
                <Table.Td className="number">{short(model.parameters)}</Table.Td>
                <Table.Td className="number">{bytes(model.bytes)}</Table.Td>
                <Table.Td className="number">
                  <MemoryNeed need={memoryNeeds(model).lora} free={free} />
                </Table.Td>
                <Table.Td>{model.licence}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  )
}
