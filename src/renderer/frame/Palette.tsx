// The command palette: every page, dataset and run under Ctrl+K.
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { ladderName } from '../../shared/comparison/words.ts'
import { useDatasets, useLadders, useRuns } from '../lab/queries.ts'
import { go } from '../router.ts'
import { plural } from '../ui/format.ts'
import { labelOf } from '../ui/runNames.ts'
import { pages } from './pages.ts'

export function Palette() {
  const datasets = useDatasets().data ?? []
  const runs = useRuns().data ?? []
  const ladders = useLadders().data ?? []
  const groups: SpotlightActionGroupData[] = [
    {
      group: 'Pages',
      actions: pages.map(({ page, title, help }) => ({
        id: page,
        label: title,
        description: help,
        onClick: () => go(page),
      })),
    },
    {
      group: 'Datasets',
      actions: datasets.map(({ id, name, report }) => ({
        id: `dataset ${id}`,
        label: name,
        description: plural(report.kept, 'row'),
        onClick: () => go('data', id),
      })),
    },
    {
      group: 'Comparisons',
      actions: ladders.map((ladder) => ({
        id: `comparison ${ladder.id}`,
        label: ladderName(ladder),
        description: `${ladder.datasetName}, ${ladder.state}`,
        onClick: () => go('compare', ladder.id),
      })),
    },
    {
      group: 'Runs',
      actions: runs.map((run) => ({
        id: `run ${run.id}`,
        label: labelOf(run),
        description: `${run.datasetName}, ${run.state}`,
        onClick: () => go('runs', run.id),
      })),
    },
  ]
  return (
    <Spotlight
      actions={groups.filter(({ actions }) => actions.length > 0)}
      shortcut="mod + K"
      limit={12}
      nothingFound="Nothing by that name"
      searchProps={{ placeholder: 'Go to a page, a dataset, a comparison or a run', 'aria-label': 'Go to' }}
      highlightQuery
    />
  )
}
