// What the run said along the way.
import { Code, ScrollArea, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { lab } from '../../lab/lab.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'

export function Log({ run }: { readonly run: RunInfo }) {
  const log = useQuery({
    queryKey: ['log', run.id],
    queryFn: () => lab.call('runs.log', { id: run.id }),
    staleTime: 0,
    retry: false,
  })
  if (log.error) return <ErrorNote error={log.error} />
  if (!log.data) return null
  if (log.data.text === '') return <Text c="dimmed">Nothing was said.</Text>
  return (
    <ScrollArea.Autosize mah={420}>
      <Code block>{log.data.text}</Code>
    </ScrollArea.Autosize>
  )
}
