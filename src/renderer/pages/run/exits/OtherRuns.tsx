// Curves of several runs on the same rows: which way to train exits saves most. A run without exits is its full score, RAW in BERxiT.
import { MultiSelect, Text, useComputedColorScheme } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { memo, useState } from 'react'
import type { RunInfo } from '../../../../shared/runInfo.ts'
import type { ExitRuleName } from '../../../../shared/exits/rules.ts'
import { runColour, runDash } from '../../../charts/colours.ts'
import { SavedChart } from '../../../charts/SavedChart.tsx'
import { useRuns } from '../../../lab/queries.ts'
import { Block } from '../../../ui/Block.tsx'
import { ErrorNote } from '../../../ui/ErrorNote.tsx'
import { labelOf } from '../../../ui/runNames.ts'
import { KeptTable } from './KeptTable.tsx'
import { curveOf, rulesOf, type JudgedSplit, type Layered } from '../../../../shared/exits/layered.ts'
import { placed } from './placed.ts'
import { layersQuery } from './layersQuery.ts'
import { ruleLooks } from './rules.ts'

interface OtherRunsProps {
  readonly run: RunInfo
  readonly split: JudgedSplit
  readonly shown: Layered
  readonly rule: ExitRuleName
  readonly metric: string
}

/** Each run costs the answers of all of its layers. */
const mostBeside = 6

export const OtherRuns = memo(function OtherRuns({ run, split, shown, rule, metric }: OtherRunsProps) {
  const scheme = useComputedColorScheme('light')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const others = (useRuns().data ?? []).filter((one) => comparable(one, run, split))
  const picked = others.filter(({ id }) => chosen.includes(id))
  const leaving = picked.filter((one) => one.result?.layers?.[split])
  const answers = useQueries({ queries: leaving.map(({ id }) => layersQuery(id, split)) })
  const all = [{ run, layered: shown }, ...leaving.map((one, i) => ({ run: one, layered: answers[i]?.data }))]
  const curves =
    picked.length === 0
      ? []
      : all.flatMap((one) => (one.layered ? [curveOfRun(one.run, one.layered, rule)] : []))
  const name = shown.said.labels.length > 0 ? 'accuracy' : 'pearson'
  const marks = picked
    .filter((one) => !leaving.includes(one))
    .map((one) => ({
      saved: 0,
      score: one.result!.scores[split]![name]!,
      label: labelOf(one),
      note: 'no exits, all layers',
      colour: runColour(one.number, scheme),
    }))
  const error = answers.find((answer) => answer.error)?.error
  return (
    <Block title="Beside other runs">
      <MultiSelect
        maw={640}
        label="Runs on the same rows"
        description="With exits: their curve by the same rule. Without (RAW): a mark at their full score, since none of their inner layers answers."
        placeholder={chosen.length === 0 ? 'Choose runs' : ''}
        data={others.map((one) => ({ value: one.id, label: labelOf(one) }))}
        value={picked.map(({ id }) => id)}
        maxValues={mostBeside}
        searchable
        clearable
        hidePickedOptions
        disabled={others.length === 0}
        onChange={setChosen}
      />
      {others.length === 0 && (
        <Text size="sm" c="dimmed">
          No other finished run has these rows. Train one with another exit on the same data and the same
          split.
        </Text>
      )}
      <ErrorNote error={error ?? null} />
      {picked.length > 0 && (
        <>
          <SavedChart
            title={`Runs by ${ruleLooks[rule].title.toLowerCase()}`}
            metric={metric}
            lines={curves.map((curve) => ({
              key: curve.run.id,
              label: curve.label,
              colour: runColour(curve.run.number, scheme),
              dash: runDash(curve.run.number),
              points: curve.points.map(placed),
            }))}
            marks={marks}
            markTitle="All layers of a run without exits"
          />
          <KeptTable kind="Run" curves={curves} />
        </>
      )}
    </Block>
  )
})

/** Whether a run answers the same rows in the same way, and says how well. */
function comparable(one: RunInfo, run: RunInfo, split: JudgedSplit): boolean {
  const { spec, result } = one
  const scores = result?.scores[split]
  const same = run.result?.scores[split]
  return (
    one.id !== run.id &&
    one.datasetHash === run.datasetHash &&
    JSON.stringify(spec.split) === JSON.stringify(run.spec.split) &&
    (scores?.accuracy === undefined) === (same?.accuracy === undefined) &&
    (scores?.accuracy ?? scores?.pearson) !== undefined
  )
}

/** A run's curve by the rule, or by the first that it knows. */
function curveOfRun(run: RunInfo, layered: Layered, rule: ExitRuleName) {
  const known = rulesOf(layered.said)
  const taken = known.includes(rule) ? rule : known[0]!
  const label = `${labelOf(run)}${taken === rule ? '' : ` (${ruleLooks[taken].title.toLowerCase()})`}`
  return { ...curveOf(taken, layered, layered), run, label, full: layered.full }
}
