// A run's name, state and progress, and what can be done with it.
import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { lab } from '../../lab/lab.ts'
import { useLiveRun } from '../../lab/liveRuns.ts'
import { refresh, useAppInfo } from '../../lab/queries.ts'
import { go, goOn } from '../../router.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Facts, type Fact } from '../../ui/Facts.tsx'
import { bytes, count, duration, number, parameterShare, plainNumber, short } from '../../ui/format.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { isLanguageModel, writes } from '../../ui/languageModels.ts'
import { hasEnded, isForeign, metricTitle, nameOf } from '../../ui/runNames.ts'
import { RunState } from '../../ui/RunState.tsx'
import { BaseModelDialog } from './BaseModelDialog.tsx'
import { ContinueDialog } from './ContinueDialog.tsx'
import { ExportDialog } from './ExportDialog.tsx'

const stopWords: Partial<Record<RunInfo['state'], string>> = {
  queued: 'Do not run it',
  stopping: 'Stop now',
}

export function RunHeader({ run }: { readonly run: RunInfo }) {
  const { id, state, result } = run
  const live = useLiveRun(id)
  const devices = useAppInfo().data?.devices ?? []
  const device = devices.find(({ name }) => name === result?.device)?.title ?? result?.device ?? ''
  const progress = live.progress ?? run.progress
  const working = !hasEnded(run)
  const [exporting, exportDialog] = useDisclosure()
  const [continuing, continueDialog] = useDisclosure()
  const [makingBase, baseDialog] = useDisclosure()
  const stop = useMutation({ mutationFn: () => lab.call('runs.stop', { id }) })
  const rename = useMutation({
    mutationFn: (name: string) => lab.call('runs.rename', { id, name }),
    onSuccess: () => refresh('runs'),
  })
  const languageModel = isLanguageModel(run)
  const learned = run.spec.tuning.id !== 'none'
  const fineTune = useMutation({
    mutationFn: () => lab.call('models.fromRun', { run: id }),
    onSuccess: async (model) => {
      await refresh('models')
      goOn('runs', 'train', '', { model: model.id })
    },
  })
  return (
    <Stack gap="sm">
      <PageTitle title={nameOf(run)} onRename={rename.mutate} beside={<RunState state={state} />}>
        {working && (
          <Button color="orange" variant="light" loading={stop.isPending} onClick={() => stop.mutate()}>
            {stopWords[state] ?? 'Stop and keep'}
          </Button>
        )}
        {isForeign(run) && (
          <Button variant="default" onClick={() => go('train', '', { start: id })}>
            Train on
          </Button>
        )}
        {!working && !isForeign(run) && (
          <Button variant="default" onClick={() => go('train', '', { from: id })}>
            New run from this
          </Button>
        )}
        {!working && run.canContinue && (
          <Button variant="default" onClick={continueDialog.open}>
            Continue
          </Button>
        )}
        {!working && result && (
          <>
            {learned && !languageModel && (
              <Button variant="default" onClick={baseDialog.open}>
                Use as base model
              </Button>
            )}
            {learned && (
              <Button variant="default" onClick={exportDialog.open}>
                Export
              </Button>
            )}
            {writes(run) && (
              <Button variant="default" onClick={() => go('try', id)}>
                Try it
              </Button>
            )}
            {languageModel ? (
              <Button loading={fineTune.isPending} onClick={() => fineTune.mutate()}>
                Fine-tune this model
              </Button>
            ) : (
              <Button onClick={() => go('try', id)}>Try it</Button>
            )}
          </>
        )}
      </PageTitle>
      <ErrorNote error={stop.error ?? rename.error ?? fineTune.error} />
      {working && (
        <Stack gap={4}>
          <Progress
            value={progress && progress.steps > 0 ? (100 * progress.step) / progress.steps : 0}
            size="sm"
            aria-label="Progress"
          />
          <Text size="sm" c="dimmed" aria-live="polite">
            {state === 'queued' ? 'Waits for the run before it' : (progress?.phase ?? 'Starting')}
          </Text>
        </Stack>
      )}
      <Group justify="space-between">
        <Facts label="Facts" facts={working ? liveFacts(run, progress) : endFacts(run, device)} />
      </Group>
      <ExportDialog run={run} opened={exporting} onClose={exportDialog.close} />
      <BaseModelDialog run={run} opened={makingBase} onClose={baseDialog.close} />
      <ContinueDialog run={run} opened={continuing} onClose={continueDialog.close} />
    </Stack>
  )
}

function liveFacts(run: RunInfo, progress: RunInfo['progress']): Fact[] {
  const { trainableParameters, totalParameters } = run
  return [
    ...(progress
      ? [
          { name: 'Epoch', value: `${progress.epoch.toFixed(1)} of ${plainNumber(progress.epochs)}` },
          { name: 'Step', value: `${count(progress.step)} of ${count(progress.steps)}` },
          { name: 'Time left', value: progress.secondsLeft === null ? '…' : duration(progress.secondsLeft) },
          { name: 'Time spent', value: duration(progress.seconds) },
          { name: 'Tokens per second', value: count(progress.tokensPerSecond) },
          { name: 'Memory', value: bytes(progress.memoryBytes) },
        ]
      : []),
    ...parameterFacts(trainableParameters, totalParameters),
  ]
}

function endFacts(run: RunInfo, device: string): Fact[] {
  const { result } = run
  const best = result?.best
  return [
    ...(best
      ? [
          {
            name: `Best ${metricTitle(best.series)}`,
            value: `★ ${number(best.value)}`,
            help: `On the validation rows, at step ${count(best.step)}. The weights of that step are the ones kept.`,
          },
        ]
      : []),
    ...(result ? [...parameterFacts(result.trainableParameters, result.totalParameters)] : []),
    ...(result && !isForeign(run)
      ? [
          ...(result.steps > 0 ? [{ name: 'Steps', value: count(result.steps) }] : []),
          { name: 'Time', value: duration(result.seconds) },
          ...(result.steps > 0 ? [{ name: 'Tokens per second', value: count(result.tokensPerSecond) }] : []),
          { name: 'Peak memory', value: bytes(result.peakMemoryBytes) },
          { name: 'Device', value: device },
        ]
      : []),
  ]
}

function parameterFacts(trainable: number | null, total: number | null): Fact[] {
  if (trainable === null || total === null) return []
  return [{ name: 'Trainable', value: `${short(trainable)} (${parameterShare(trainable, total)})` }]
}
