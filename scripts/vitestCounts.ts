// Vitest reporter: writes how many tests passed, failed and were skipped (and why) for scripts/test.ts.
import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'
import type { Counts } from './counts.ts'

export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts: Counts = { passed: 0, failed: errors.length, skipped: [] }
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      // A file that cannot be loaded has no tests and would otherwise go unnoticed.
      if (module.state() === 'failed' && !tests.some((test) => test.result().state === 'failed'))
        counts.failed++
      for (const test of tests) {
        const result = test.result()
        if (result.state === 'passed') counts.passed++
        else if (result.state === 'failed') counts.failed++
        else {
          const why = result.state === 'skipped' ? (result.note ?? '') : 'it never ran'
          counts.skipped.push({ name: `${module.relativeModuleId} > ${test.fullName}`, why })
        }
      }
    }
    const file = process.env['LATHE_TEST_COUNTS']
    if (file !== undefined) writeFileSync(file, JSON.stringify(counts))
  }
}
