// Finds and kills the processes in which a host trains.
import { execFileSync, spawnSync } from 'node:child_process'

/** The ids of the worker processes that `parent` forked. */
export function workersOf(parent: number): number[] {
  const said =
    process.platform === 'win32'
      ? execFileSync('powershell', [
          '-NoProfile',
          '-Command',
          `Get-CimInstance Win32_Process -Filter "ParentProcessId=${parent}" | Where-Object CommandLine -match 'trainer|NodeService' | ForEach-Object ProcessId`,
        ])
      : spawnSync('pgrep', ['-P', String(parent), '-f', 'trainer|NodeService']).stdout
  return String(said).trim().split(/\s+/).filter(Boolean).map(Number)
}

/** Kills them without a word of warning; says how many there were. */
export function killWorkersOf(parent: number): number {
  const workers = workersOf(parent)
  for (const worker of workers) process.kill(worker, 'SIGKILL')
  return workers.length
}
