// Deleted models whose files are still there.
import { Button, Group, Stack, Table, Text, Title } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { lab } from '../../lab/lab.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { bytes, moment } from '../../ui/format.ts'

export function ModelTrash() {
  const trash = useQuery({ queryKey: ['modelTrash'], queryFn: () => lab.call('models.trash', {}) })
  const restore = useMutation({ mutationFn: (id: string) => lab.call('models.restore', { id }) })
  const empty = useMutation({ mutationFn: () => lab.call('models.emptyTrash', {}) })
  if (!trash.data || trash.data.length === 0) return <ErrorNote error={trash.error} />
  const size = trash.data.reduce((sum, model) => sum + model.bytes, 0)
  return (
    <Stack gap="xs" component="section" aria-label="Trash" mt="lg">
      <Group justify="space-between">
        <Title order={2}>Trash</Title>
        <Button size="xs" variant="default" loading={empty.isPending} onClick={() => empty.mutate()}>
          Erase for good ({bytes(size)})
        </Button>
      </Group>
      <ErrorNote error={restore.error ?? empty.error} />
      <Table>
        <Table.Tbody>
          {trash.data.map(({ id, title, bytes: taken, deleted }) => (
            <Table.Tr key={id}>
              <Table.Td>{title}</Table.Td>
              <Table.Td>Deleted on {moment(deleted)}</Table.Td>
              <Table.Td className="number">{bytes(taken)}</Table.Td>
              <Table.Td className="number">
                <Button size="compact-xs" variant="subtle" onClick={() => restore.mutate(id)}>
                  Bring back
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed">
        What is here for 30 days is erased when Lathe starts.
      </Text>
    </Stack>
  )
}
