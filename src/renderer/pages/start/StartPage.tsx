// First start: three steps on one page, and the first curve moves within a minute.
import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { lab } from '../../lab/lab.ts'
import { refresh, useDatasets, useModels } from '../../lab/queries.ts'
import { go, goOn } from '../../router.ts'
import { DropArea } from '../../ui/DropArea.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { bytes, plural, short } from '../../ui/format.ts'
import { addFiles } from '../data/draft.ts'
import { emptySpec, inputOf } from '../train/draftSpec.ts'

/** Small models with LoRA still learn much after the usual three. */
const firstEpochs = 8

export default function StartPage() {
  const datasets = useDatasets()
  const models = useModels()
  // The first run learns labels.
  const dataset = datasets.data?.find(({ task }) => task !== 'unlabelled')
  const model = models.data?.find(({ source }) => source === 'starter') ?? models.data?.[0]
  const sample = useMutation({
    mutationFn: () => lab.call('datasets.sample', {}),
    // The page stays at its three steps also when there is something to show elsewhere.
    onMutate: () => go('start'),
    onSuccess: () => refresh('datasets'),
  })
  const train = useMutation({
    onMutate: () => go('start'),
    mutationFn: () => {
      const objective = { id: dataset?.task === 'regress' ? 'regress' : 'classify', options: {} }
      const draft = {
        ...emptySpec,
        name: 'First run',
        dataset: dataset!.id,
        model: model!.id,
        objective,
        training: { epochs: firstEpochs },
      }
      return lab.call('runs.start', { spec: inputOf(draft, []) })
    },
    onSuccess: async ({ id }) => {
      await refresh('runs')
      goOn('start', 'runs', id)
    },
  })
  return (
    <Stack gap="xl" maw={640} py="lg">
      <div>
        <Title order={1}>Teach a language model your labels</Title>
        <Text c="dimmed">Three steps; everything stays on this machine.</Text>
      </div>
      <Step number={1} title="Data" done={dataset !== undefined}>
        {dataset ? (
          <Text>
            {dataset.name}: {plural(dataset.report.kept, 'row')}
            {dataset.labels.length > 0 && ` in ${plural(dataset.labels.length, 'class', 'classes')}`}
          </Text>
        ) : (
          <>
            <Text>
              Support messages that ask for six different things, or a file of yours: one text per row, with
              its label.
            </Text>
            <Group gap="xs">
              <Button loading={sample.isPending} onClick={() => sample.mutate()}>
                Use the sample data
              </Button>
              <DropArea
                label="Drop your own, or choose a file"
                onFiles={(files) => {
                  go('data')
                  void addFiles(files)
                }}
              />
            </Group>
          </>
        )}
        <ErrorNote error={datasets.error ?? sample.error} />
      </Step>
      <Step number={2} title="Model" done={model !== undefined}>
        <Text>
          {model
            ? `${model.title}: ${model.layers} layers, ${short(model.parameters)} parameters, ${bytes(model.bytes)}. It has read a lot of English, and knows nothing of your labels yet.`
            : 'No model is there. Add a folder with one under Models.'}
        </Text>
        <ErrorNote error={models.error} />
      </Step>
      <Step number={3} title="Train" done={false}>
        <Text>
          With LoRA: the model stays as it is, small additions learn. It reads your rows {firstEpochs} times,
          except a tenth that it keeps for checking itself.
        </Text>
        <Text>
          The next page shows its mistakes get fewer while it learns; stop whenever you have seen enough, and
          the best so far is kept. Then read what it got wrong, and try it on a text of your own.
        </Text>
        <Group>
          <Button disabled={!dataset || !model} loading={train.isPending} onClick={() => train.mutate()}>
            Train
          </Button>
        </Group>
        <ErrorNote error={train.error} />
      </Step>
    </Stack>
  )
}

interface StepProps {
  readonly number: number
  readonly title: string
  readonly done: boolean
  readonly children: ReactNode
}

function Step({ number, title, done, children }: StepProps) {
  return (
    <Group component="section" align="flex-start" wrap="nowrap" gap="md" aria-label={title}>
      <Text fz={22} fw={600} w={28} c={done ? 'teal' : 'dimmed'} aria-hidden style={{ flexShrink: 0 }}>
        {done ? '✓' : number}
      </Text>
      <Stack gap="xs">
        <Title order={2}>{title}</Title>
        {children}
      </Stack>
    </Group>
  )
}
