// The models on this machine as a table.
import { Anchor, Table, Text } from '@mantine/core'
import { isTrainable, type ModelInfo } from '../../../shared/models.ts'
import { useAppInfo, useRoom } from '../../lab/queries.ts'
import { hrefOf } from '../../router.ts'
import { memoryNeeds } from '../../ui/fit.ts'
import { bytes, count, short } from '../../ui/format.ts'
import { sourceOf } from '../../ui/modelNames.ts'
import { MemoryNeed } from './MemoryNeed.tsx'

const licenceOf = ({ licence }: ModelInfo): string => (licence === 'unknown' ? 'licence unknown' : licence)

const notTrained = '–'

export function ModelTable({ models }: { readonly models: readonly ModelInfo[] }) {
  const tunings = useAppInfo().data?.tunings ?? []
  const free = useRoom().data?.memoryBytes
  return (
    <Table.ScrollContainer minWidth={600} type="native">
      <Table aria-label="Models" horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th ta="right">Layers × width</Table.Th>
            <Table.Th className="number">Parameters</Table.Th>
            <Table.Th className="number">On disk</Table.Th>
            <Table.Th ta="right">LoRA needs</Table.Th>
            <Table.Th ta="right">Full needs</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {models.map((model) => {
            const needs = isTrainable(model) ? memoryNeeds(model) : null
            return (
              <Table.Tr key={model.id}>
                <Table.Td miw={160}>
                  <Anchor href={hrefOf('models', model.id)} size="sm">
                    {model.title}
                  </Anchor>
                  <Text size="xs" c="dimmed" className="fold">
                    {[model.family, licenceOf(model), sourceOf(model, tunings)].join(' · ')}
                  </Text>
                  {model.check !== null && model.check.problems.length > 0 && (
                    <Text size="xs" c="red">
                      ✕ Damaged
                    </Text>
                  )}
                </Table.Td>
                <Table.Td className="number">
                  {model.layers} × {count(model.hidden)}
                </Table.Td>
                <Table.Td className="number">{short(model.parameters)}</Table.Td>
                <Table.Td className="number">{bytes(model.bytes)}</Table.Td>
                <Table.Td className="number">
                  {needs ? <MemoryNeed need={needs.lora} free={free} /> : notTrained}
                </Table.Td>
                <Table.Td className="number">
                  {needs ? <MemoryNeed need={needs.full} free={free} /> : notTrained}
                </Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" mt="xs">
        Needs: memory that training takes, about.{' '}
        {free !== undefined && `${bytes(free)} are free now; ✕ marks what needs more.`}
        {models.some((model) => !isTrainable(model)) && ` ${notTrained} marks models that are not trained.`}
      </Text>
    </Table.ScrollContainer>
  )
}
