// What fine-tuning changed: the same texts before and after in the hidden states of each layer.
import { Button, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { RunInfo } from '../../../../shared/runInfo.ts'
import { makeChange, stopChange, useChange } from '../../../lab/changes.ts'
import { Empty } from '../../../ui/Empty.tsx'
import { ErrorNote } from '../../../ui/ErrorNote.tsx'
import { hasEnded } from '../../../ui/runNames.ts'
import { WorkAtHand } from '../../../ui/WorkAtHand.tsx'
import { ChangeView } from './ChangeView.tsx'

export function WhatChanged({ run }: { readonly run: RunInfo }) {
  const known = useChange(run.id)
  const make = useMutation({ mutationFn: () => makeChange(run.id) })
  if (known.error) return <ErrorNote error={known.error} />
  if (!known.data) return null
  const { change, ready, working, progress } = known.data
  if (change) return <ChangeView run={run} change={change} />
  if (working || make.isPending) return <WorkAtHand progress={progress} onStop={() => stopChange(run.id)} />
  return (
    <Stack gap="xs" align="flex-start">
      <ErrorNote error={make.error} />
      <Empty
        title={ready ? 'What did fine-tuning change?' : 'There is nothing to compare'}
        text={
          ready
            ? 'Lathe reads a few hundred texts with the model as it was and as it is now, and shows layer by layer how far their hidden states moved, and whether the classes came apart. It takes some seconds for each layer, and you may leave this page meanwhile.'
            : hasEnded(run)
              ? 'The run ended before it kept any weights.'
              : 'The run has kept no weights so far. It does after its first look at the validation rows.'
        }
      >
        {ready && <Button onClick={() => make.mutate()}>Compare before and after</Button>}
      </Empty>
    </Stack>
  )
}
