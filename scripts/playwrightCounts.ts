// Reads the counts out of Playwright's JSON report.
import { readFileSync } from 'node:fs'
import type { JSONReport, JSONReportSuite } from '@playwright/test/reporter'
import type { Counts } from './counts.ts'

export function playwrightCounts(file: string): Counts {
  const report = JSON.parse(readFileSync(file, 'utf8')) as JSONReport
  const counts: Counts = { passed: 0, failed: report.errors.length, skipped: [] }
  for (const suite of report.suites) add(counts, suite)
  return counts
}

function add(counts: Counts, suite: JSONReportSuite): void {
  for (const inner of suite.suites ?? []) add(counts, inner)
  for (const spec of suite.specs)
    for (const test of spec.tests) {
      if (test.status === 'expected') counts.passed++
      else if (test.status === 'skipped') {
        const why = test.annotations.find(({ type }) => type === 'skip')?.description ?? ''
        counts.skipped.push({ name: `${spec.file} > ${spec.title} (${test.projectName})`, why })
      } else counts.failed++
    }
}
