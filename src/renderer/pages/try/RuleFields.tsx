// When a text may leave: a rule with its threshold, or all layers.
import { Group, SegmentedControl, Slider, Stack, Text, TextInput } from '@mantine/core'
import type { RunInfo } from '../../../shared/runInfo.ts'
import type { ExitRuleName } from '../../../shared/exits/rules.ts'
import { ruleLooks, ruleSentence } from '../run/exits/rules.ts'
import { allLayers, firstWords, ruleOf, rulesFor, type RuleDraft } from './exitRules.ts'

interface RuleFieldsProps {
  readonly run: RunInfo
  readonly draft: RuleDraft
  readonly onChange: (draft: RuleDraft) => void
}

export function RuleFields({ run, draft, onChange }: RuleFieldsProps) {
  const rule = ruleOf(draft)
  const layers = run.result?.layers?.dev?.length ?? run.result?.layers?.test?.length ?? 2
  const [min, max, step] = draft.rule === 'patience' ? [1, Math.max(2, layers - 1), 1] : [0, 1, 0.01]
  const choose = (name: string): void =>
    onChange(
      name === allLayers
        ? { ...draft, rule: null }
        : { rule: name as ExitRuleName, words: firstWords[name as ExitRuleName] },
    )
  return (
    <Stack gap="xs" component="section" aria-label="Early exit">
      <SegmentedControl
        aria-label="Leaves by"
        value={draft.rule ?? allLayers}
        onChange={choose}
        style={{ alignSelf: 'flex-start' }}
        data={[
          ...rulesFor(run).map((value) => ({ value: value as string, label: ruleLooks[value].title })),
          { value: allLayers, label: 'All layers' },
        ]}
      />
      {draft.rule !== null && (
        <Group align="flex-start" gap="lg">
          <TextInput
            label="Threshold"
            w={140}
            value={draft.words}
            onChange={(event) => onChange({ ...draft, words: event.currentTarget.value })}
            error={rule === null && 'A number; or one for each layer, e.g. 0.3/0.2'}
          />
          {/* Thresholds of each layer have no one place. */}
          {Number.isFinite(Number(draft.words)) && (
            <Slider
              flex={1}
              miw={180}
              maw={400}
              mt={34}
              min={min}
              max={max}
              step={step}
              thumbLabel="Threshold as a slider"
              value={Number(draft.words)}
              onChange={(value) => onChange({ ...draft, words: String(value) })}
            />
          )}
        </Group>
      )}
      <Text size="sm" c="dimmed">
        {draft.rule === null ? 'Every text goes through all layers.' : rule && ruleSentence(rule)}
      </Text>
    </Stack>
  )
}
