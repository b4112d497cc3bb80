// Training longer: from the newest checkpoint, for as many epochs more as wished.
import { Button, Modal, NumberInput, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { lab } from '../../lab/lab.ts'
import { refresh } from '../../lab/queries.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'

interface ContinueDialogProps {
  readonly run: RunInfo
  readonly opened: boolean
  readonly onClose: () => void
}

export function ContinueDialog({ run, opened, onClose }: ContinueDialogProps) {
  const finished = run.state === 'done'
  const [more, setMore] = useState(finished ? 1 : 0)
  const go = useMutation({
    mutationFn: () => lab.call('runs.continue', { id: run.id, moreEpochs: more }),
    onSuccess: async () => {
      onClose()
      await refresh('runs')
    },
  })
  return (
    <Modal opened={opened} onClose={onClose} title="Continue" centered>
      <Stack>
        <Text size="sm">
          {finished
            ? 'The run has done what it was asked for. It goes on from its last checkpoint.'
            : 'The run goes on from its newest checkpoint as if it had never stopped.'}
        </Text>
        <NumberInput
          label="More epochs"
          description={finished ? 'Added to what it has done' : '0 finishes what was planned'}
          min={finished ? 1 : 0}
          value={more}
          onChange={(value) => typeof value === 'number' && setMore(value)}
          data-autofocus
        />
        <ErrorNote error={go.error} />
        <Button loading={go.isPending} onClick={() => go.mutate()}>
          Continue training
        </Button>
      </Stack>
    </Modal>
  )
}
