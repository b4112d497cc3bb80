// A run becomes a model of its own, from which further runs start.
import { Button, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { lab } from '../../lab/lab.ts'
import { refresh } from '../../lab/queries.ts'
import { goOn } from '../../router.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { nameOf } from '../../ui/runNames.ts'

interface BaseModelDialogProps {
  readonly run: RunInfo
  readonly opened: boolean
  readonly onClose: () => void
}

export function BaseModelDialog({ run, opened, onClose }: BaseModelDialogProps) {
  const [name, setName] = useState(nameOf(run))
  const make = useMutation({
    mutationFn: () => lab.call('models.fromRun', { run: run.id, name: name.trim() }),
    onSuccess: async ({ id }) => {
      onClose()
      await refresh('models')
      goOn('runs', 'models', id)
    },
  })
  return (
    <Modal opened={opened} onClose={onClose} title="Use as base model" centered>
      <Stack>
        <Text size="sm">
          What this run has learned is merged into a copy of {run.modelTitle}. The copy appears among your
          models, and new runs can start from it; with the same classes they go on where this one ended.
        </Text>
        <TextInput
          label="Name of the model"
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <ErrorNote error={make.error} />
        <Button disabled={name.trim() === ''} loading={make.isPending} onClick={() => make.mutate()}>
          Make the model
        </Button>
      </Stack>
    </Modal>
  )
}
