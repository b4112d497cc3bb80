// What the finished runs say: the table, the charts, what may be chance, and the lecture's claims.
import {
  Button,
  Group,
  Menu,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  Title,
  useComputedColorScheme,
} from '@mantine/core'
import { useRef, useState } from 'react'
import type { LadderDetails } from '../../../shared/ladder.ts'
import { reportOf } from '../../../shared/comparison/report.ts'
import { reportMarkdown, tableOf, trialsCsv } from '../../../shared/comparison/resultFiles.ts'
import { paretoFront } from '../../../shared/comparison/trials.ts'
import { sizeTitle } from '../../../shared/comparison/words.ts'
import { runColour, runDash } from '../../charts/colours.ts'
import { pngOf, stacked, svgOf } from '../../charts/exportChart.ts'
import { ParetoChart } from '../../charts/ParetoChart.tsx'
import { SizeChart } from '../../charts/SizeChart.tsx'
import { tableSvg } from '../../charts/tableSvg.ts'
import { save } from '../../lab/files.ts'
import { capital } from '../../ui/format.ts'
import { report as tell } from '../../ui/undo.tsx'
import { Claims } from './Claims.tsx'
import { Differences } from './Differences.tsx'
import { ResultTable } from './ResultTable.tsx'

export function Result({ ladder }: { readonly ladder: LadderDetails }) {
  const scheme = useComputedColorScheme('light')
  const pictures = useRef<HTMLDivElement>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const [against, setAgainst] = useState<string>()
  const [elsewhere, setElsewhere] = useState(0)
  const report = reportOf(ladder, against)
  const { name, metric, methods, sizes, summaries } = report
  // All rows come last, and count most.
  const size = sizes.find((one) => String(one) === chosen) ?? sizes.at(-1)
  if (size === undefined)
    return <Text c="dimmed">The table and the charts come with the first finished run.</Text>
  const here = summaries.filter((one) => one.size === size)
  const file = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-')
  const front = paretoFront(here)
  const lines = methods
    .filter(({ key }) => summaries.some(({ method }) => method === key))
    .map(({ key, title: label, number }) => ({
      key,
      label,
      colour: runColour(number, scheme),
      dash: runDash(number),
      points: sizes.map((one) => {
        const found = summaries.find(({ method, size: of }) => method === key && of === one)
        return found ? { score: found.score.mean, deviation: found.score.deviation } : null
      }),
    }))
  const savePicture = (): void => {
    const figures = [...(pictures.current?.querySelectorAll('figure') ?? [])]
    const table = tableSvg(`${name}, ${sizeTitle(size)}`, tableOf(report, here))
    // The marks of the first chart have their names beside them; the lines of the second need a legend.
    const charts = figures.map((figure, i) => svgOf(figure, figure.ariaLabel ?? '', i === 0 ? [] : lines))
    pngOf(stacked([[table], charts.filter(Boolean)])).then((picture) => save(`${file}.png`, picture), tell)
  }
  return (
    <Stack gap="xl">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2}>Result</Title>
          <Group gap="sm">
            {report.elsewhere.length > 1 && (
              <SegmentedControl
                size="xs"
                aria-label="Out of domain"
                value={String(elsewhere)}
                onChange={(at) => setElsewhere(Number(at))}
                data={report.elsewhere.map((label, at) => ({ value: String(at), label: `On ${label}` }))}
              />
            )}
            {sizes.length > 1 && (
              <SegmentedControl
                size="xs"
                aria-label="Training rows"
                value={String(size)}
                onChange={setChosen}
                data={sizes.map((one) => ({ value: String(one), label: capital(sizeTitle(one)) }))}
              />
            )}
            <Menu position="bottom-end" withinPortal>
              <Menu.Target>
                <Button size="xs" variant="default">
                  Export ▾
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => save(`${file}.csv`, trialsCsv(report))}>Every run as CSV</Menu.Item>
                <Menu.Item onClick={() => save(`${file}.md`, reportMarkdown(report))}>
                  Tables and findings as Markdown
                </Menu.Item>
                <Menu.Item onClick={savePicture}>Table and charts as PNG</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        </Group>
        <ResultTable report={report} summaries={here} elsewhere={elsewhere} />
      </Stack>
      <SimpleGrid ref={pictures} cols={{ base: 1, md: sizes.length > 1 ? 2 : 1 }} spacing="lg">
        <ParetoChart
          title={`${metric} against trained parameters`}
          metric={metric}
          points={here.map((one) => {
            const { key, title: label, number } = methods[Number(one.method)]!
            return {
              key,
              label,
              number,
              colour: runColour(number, scheme),
              parameters: one.trainable,
              score: one.score.mean,
              deviation: one.score.deviation,
              onFront: front.includes(one),
            }
          })}
        />
        {sizes.length > 1 && (
          <SizeChart
            title={`${metric} by training rows`}
            sizes={sizes.map((one) => (one === 'all' ? 'all' : String(one)))}
            lines={lines}
          />
        )}
      </SimpleGrid>
      <Differences report={report} size={size} onAgainst={setAgainst} />
      <Claims claims={report.claims} />
    </Stack>
  )
}
