// A comparison is set up: data, model, methods, how much; beside them what it costs and Start.
import { Box, Group, SimpleGrid, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Output } from '../../../shared/contract.ts'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import type { RunSpec, RunSpecInput } from '../../../shared/run.ts'
import { Block } from '../../ui/Block.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { schemaFields } from '../../ui/schemaFields.ts'
import { ModelBlock } from '../train/ModelBlock.tsx'
import { useMethodPlans } from '../train/usePlans.ts'
import { Cost } from './Cost.tsx'
import { DataChoice } from './DataChoice.tsx'
import { askingsFor, specOf, type DraftComparison } from './draft.ts'
import { HowMuch } from './HowMuch.tsx'
import { MethodChoice } from './MethodChoice.tsx'
import { OtherAskings } from './OtherAskings.tsx'

interface SetUpProps {
  readonly info: Output<'app.info'>
  readonly datasets: readonly DatasetManifest[]
  readonly models: Output<'models.list'>
  readonly first: DraftComparison
}

export function SetUp({ info, datasets, models, first }: SetUpProps) {
  const [draft, setDraft] = useState(first)
  const change = (changed: Partial<DraftComparison>): void =>
    // The words of a prompt name the labels of its dataset.
    setDraft({ ...draft, ...('dataset' in changed ? { prompts: [] } : {}), ...changed })
  const task = datasets.find(({ id }) => id === draft.dataset)?.task ?? 'classify'
  const tunings = info.tunings.filter(({ idle }) => !idle)
  const nullable = schemaFields(info.trainingSchema).flatMap((field) => (field.nullable ? [field.name] : []))
  const spec = specOf(
    draft,
    task,
    tunings.map(({ id }) => id),
    nullable,
  )
  const plans = useMethodPlans(trialSpec(draft, task), tunings)
  return (
    <Stack>
      <PageTitle title="New comparison" />
      <Group align="flex-start" wrap="nowrap" gap="lg">
        <Stack flex={1} miw={0} gap="xl">
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <Block title="Data">
              <DataChoice draft={draft} datasets={datasets} onChange={change} />
            </Block>
            <Block title="Model">
              <ModelBlock models={models} chosen={draft.model} onChoose={(model) => change({ model })} />
            </Block>
          </SimpleGrid>
          <Block title="Methods">
            <MethodChoice
              tunings={tunings}
              trainingSchema={info.trainingSchema}
              chosen={draft.methods}
              onChange={(methods) => change({ methods })}
              plans={plans}
            />
            <OtherAskings
              offered={askingsFor(task)}
              chosen={draft.asked}
              prompts={draft.prompts}
              onUsual={() => change({ prompts: [] })}
              onChange={(asked) => change({ asked })}
            />
          </Block>
          <Block title="How much">
            <HowMuch draft={draft} info={info} classes={task === 'classify'} onChange={change} />
          </Block>
        </Stack>
        <Box w={260} style={{ flexShrink: 0, alignSelf: 'stretch' }}>
          <Cost
            spec={spec}
            missing={missingOf(draft)}
            name={draft.name}
            onName={(name) => change({ name })}
          />
        </Box>
      </Group>
    </Stack>
  )
}

function missingOf({ dataset, model, methods, asked, sizes }: DraftComparison): string {
  if (!dataset) return 'Choose a dataset.'
  if (!model) return 'Choose a model.'
  if (methods.length + asked.length === 0) return 'Tick at least one method.'
  if (sizes.length === 0) return 'Choose at least one number of training rows.'
  return ''
}

/** A single run of the draft, from which each method's share of the parameters is reckoned. */
function trialSpec({ dataset, model }: DraftComparison, task: DatasetManifest['task']): RunSpec | null {
  if (!dataset || !model) return null
  const input: RunSpecInput = {
    dataset,
    model,
    objective: { id: task === 'regress' ? 'regress' : 'classify' },
  }
  // The contract's type has every default filled in; the host fills them in on arrival.
  return input as RunSpec
}
