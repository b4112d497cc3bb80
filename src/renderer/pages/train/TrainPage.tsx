// Train: data, model, objective, method, how long; beside them what it costs and Start.
import { Box, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { askingOf } from '../../../shared/asking.ts'
import type { ObjectiveValue } from '../../../shared/axes.ts'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { useAppInfo, useDatasets, useModels, useRuns } from '../../lab/queries.ts'
import { allOf } from '../../ui/allOf.tsx'
import { Block } from '../../ui/Block.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { schemaFields } from '../../ui/schemaFields.ts'
import { DataBlock } from './DataBlock.tsx'
import { StartNote } from './StartNote.tsx'
import { emptySpec, inputOf, specFrom, specOnFrom, type DraftSpec } from './draftSpec.ts'
import { Estimate } from './Estimate.tsx'
import { ExitBlock } from './ExitBlock.tsx'
import { fittingExits, whyNoExit, withFittingExit, type Chosen } from './exits.ts'
import { statedWidth } from '../../../shared/learningRate.ts'
import { HowLong } from './HowLong.tsx'
import { MethodBlock } from './MethodBlock.tsx'
import { ModelBlock } from './ModelBlock.tsx'
import { ObjectiveBlock } from './ObjectiveBlock.tsx'
import { chosenObjective, fittingObjectives, withFittingObjective } from './objectives.ts'
import { useFit } from './useFit.ts'
import { useMethodPlans, usePlan } from './usePlans.ts'

export default function TrainPage({ query }: { readonly query: URLSearchParams }) {
  const { answers, instead } = allOf({
    info: useAppInfo(),
    datasets: useDatasets(),
    models: useModels(),
    runs: useRuns(),
  })
  if (!answers) return instead
  const { info, datasets, models, runs } = answers
  const before = runs.find(({ id }) => id === query.get('from'))
  const start = runs.find(({ id }) => id === query.get('start'))
  return (
    <TrainForm
      // The first dataset to arrive is taken up.
      key={datasets.length === 0 ? 'empty' : 'filled'}
      info={info}
      datasets={datasets}
      models={models}
      first={
        start
          ? specOnFrom(
              start,
              (datasets.find(({ task }) => task === start.spec.objective.id) ?? datasets[0])?.id ?? '',
            )
          : firstSpec(query, info.objectives, before, datasets, models)
      }
      start={start}
    />
  )
}

type Info = NonNullable<ReturnType<typeof useAppInfo>['data']>
type Datasets = NonNullable<ReturnType<typeof useDatasets>['data']>
type Models = NonNullable<ReturnType<typeof useModels>['data']>

/** What the page opens with: a run to repeat, or the dataset and options asked for and the first model. */
function firstSpec(
  query: URLSearchParams,
  objectives: Info['objectives'],
  before: RunInfo | undefined,
  datasets: Datasets,
  models: Models,
): DraftSpec {
  if (before) return specFrom(before)
  const asked = datasets.find(({ id }) => id === query.get('dataset'))
  // Who comes with a model wants to teach it labels.
  const labelled = query.has('model') ? datasets.find(({ task }) => task !== 'unlabelled') : undefined
  const dataset = asked ?? labelled ?? datasets[0]
  const maxLength = Number(query.get('maxLength'))
  return {
    ...emptySpec,
    dataset: dataset?.id ?? '',
    model: (models.find(({ id }) => id === query.get('model')) ?? models[0])?.id ?? '',
    objective: {
      id: dataset?.task === 'regress' ? 'regress' : 'classify',
      options: query.get('balance') === 'true' ? { balance: true } : {},
    },
    ...askedObjective(query, objectives),
    training: maxLength > 0 ? { maxLength } : {},
  }
}

/** The objective that the page before has set up, with its options as JSON and the tuning that suits it. */
function askedObjective(
  query: URLSearchParams,
  objectives: Info['objectives'],
): Partial<Pick<DraftSpec, 'objective' | 'tuning'>> {
  const asked = objectives.find(({ id }) => id === query.get('objective'))
  if (!asked) return {}
  const chosen = chosenObjective(asked)
  try {
    const options = JSON.parse(query.get('options') ?? '{}') as Record<string, unknown>
    return { ...chosen, objective: { id: asked.id, options } }
  } catch {
    // Someone has changed the address by hand.
    return chosen
  }
}

interface TrainFormProps {
  readonly info: Info
  readonly datasets: Datasets
  readonly models: Models
  readonly first: DraftSpec
  /** The run whose weights it starts from, unless it starts anew. */
  readonly start: RunInfo | undefined
}

function TrainForm({ info, datasets, models, first, start }: TrainFormProps) {
  const datasetOf = (of: DraftSpec) => datasets.find(({ id }) => id === of.dataset)
  const fittingTo = (of: DraftSpec): readonly ObjectiveValue[] =>
    fittingObjectives(
      info.objectives,
      datasetOf(of),
      models.find(({ id }) => id === of.model),
    )
  const chosenBy = (of: DraftSpec): Chosen => ({
    objective: info.objectives.find(({ id }) => id === of.objective.id),
    tuning: info.tunings.find(({ id }) => id === of.tuning.id),
  })
  const fitted = (of: DraftSpec): DraftSpec => {
    const next = withFittingObjective(of, fittingTo(of))
    return withFittingExit(next, chosenBy(next), info.exits)
  }
  const [draft, setDraft] = useState(() => fitted(first))
  const change = (changed: Partial<DraftSpec>): void =>
    // The weights of a run go with its model.
    setDraft(fitted({ ...draft, ...('model' in changed ? { start: '' } : {}), ...changed }))
  const complete = draft.dataset !== '' && draft.model !== ''
  const nullable = schemaFields(info.trainingSchema).flatMap((field) => (field.nullable ? [field.name] : []))
  const spec = complete ? inputOf(draft, nullable) : null
  const plan = usePlan(spec)
  const planned = plan.isSuccess && !plan.isPlaceholderData
  const plans = useMethodPlans(spec && { ...spec, start: '', exit: emptySpec.exit }, info.tunings)
  const model = models.find(({ id }) => id === draft.model)
  const hidden = model?.hidden ?? statedWidth
  const asking = askingOf({ ...draft.objective })
  const trains = draft.tuning.id !== 'none'
  const tight = useFit(model, plan.data, plans, info.tunings)
  return (
    <Stack>
      <PageTitle title="New run" />
      <Group align="flex-start" wrap="nowrap" gap="lg">
        <Stack flex={1} miw={0} gap="xl">
          <SimpleGrid cols={2} spacing="lg">
            <Block title="Data">
              <DataBlock draft={draft} datasets={datasets} info={info} onChange={change} />
            </Block>
            <Block title="Model">
              <ModelBlock models={models} chosen={draft.model} onChoose={(model) => change({ model })} />
            </Block>
          </SimpleGrid>
          <Block title="Objective">
            <ObjectiveBlock
              draft={draft}
              objectives={fittingTo(draft)}
              task={datasetOf(draft)?.task ?? 'classify'}
              onChange={change}
            />
          </Block>
          <Block title="Method">
            {asking === 'words' ? (
              <Text size="sm" c="dimmed">
                No model takes part, so there is nothing of one to tune.
              </Text>
            ) : start && draft.start !== '' ? (
              <StartNote run={start} onAnew={() => change({ start: '' })} />
            ) : (
              <MethodBlock
                draft={draft}
                info={info}
                plan={planned ? plan.data : undefined}
                plans={plans}
                onChange={change}
              />
            )}
          </Block>
          <Block title="Early exit">
            <ExitBlock
              draft={draft}
              exits={fittingExits(info.exits, chosenBy(draft))}
              why={whyNoExit(draft, chosenBy(draft))}
              onChange={change}
            />
          </Block>
          {trains && (
            <Block title="How long">
              <HowLong draft={draft} info={info} hidden={hidden} onChange={change} />
            </Block>
          )}
        </Stack>
        <Box w={260} style={{ flexShrink: 0, alignSelf: 'stretch' }}>
          <Estimate
            spec={spec}
            plan={plan.data}
            planned={planned}
            error={plan.error}
            tight={tight}
            name={draft.name}
            onName={(name) => change({ name })}
          />
        </Box>
      </Group>
    </Stack>
  )
}
