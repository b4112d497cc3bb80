// Early exits of a finished run: what leaving at inner layers would save, and cost.
import { Text } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import type { RunInfo } from '../../../../shared/runInfo.ts'
import { ErrorNote } from '../../../ui/ErrorNote.tsx'
import { Cockpit } from './Cockpit.tsx'
import { judgedSplits } from '../../../../shared/exits/layered.ts'
import { layersQuery } from './layersQuery.ts'

export function LayerExits({ run }: { readonly run: RunInfo }) {
  const splits = judgedSplits.filter((split) => run.result?.layers?.[split])
  const answers = useQueries({ queries: splits.map((split) => layersQuery(run.id, split)) })
  const failed = answers.find(({ error }) => error)
  if (failed) return <ErrorNote error={failed.error} />
  const known = answers.flatMap(({ data }, i) => (data ? [{ split: splits[i]!, layered: data }] : []))
  if (known.length < splits.length) return <Text c="dimmed">Loading what each layer said</Text>
  return <Cockpit run={run} splits={known} />
}
