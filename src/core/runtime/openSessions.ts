// The sessions of a job, all on one device: the one wished for, or the processor with a sentence why.
import type { DeviceName } from '../../shared/run.ts'
import { LabError } from '../../shared/labError.ts'
import type { Graph } from '../graph/graph.ts'
import { chooseDevice, deviceTitles, type Device } from './devices.ts'
import { Session } from './session.ts'

export interface Opened<K extends string> {
  readonly device: Device
  readonly sessions: { readonly [name in K]: Session }
}

/** Sessions for `graphs`; `onNote` hears where they run elsewhere than wished. */
export async function openSessions<K extends string>(
  graphs: { readonly [name in K]: Graph },
  wish: { readonly device: DeviceName; readonly threads: number },
  onNote: (sentence: string) => void,
): Promise<Opened<K>> {
  const { device, note } = await chooseDevice(wish.device)
  if (note !== '') onNote(note)
  return openOn(device, graphs, wish.threads, onNote)
}

/** As {@link openSessions}, for a device that was tried out; it may still refuse a larger graph. */
export async function openOn<K extends string>(
  device: Device,
  graphs: { readonly [name in K]: Graph },
  threads: number,
  onNote: (sentence: string) => void,
): Promise<Opened<K>> {
  try {
    const opened: [string, Session][] = []
    for (const [name, graph] of Object.entries<Graph>(graphs))
      opened.push([name, await Session.create(graph, { device, threads })])
    return { device, sessions: Object.fromEntries(opened) as Opened<K>['sessions'] }
  } catch (thrown) {
    if (device === 'cpu') throw thrown
    onNote(
      `${deviceTitles[device]} cannot run this model. Working on the processor instead. (${LabError.from(thrown).message})`,
    )
    return openOn('cpu', graphs, threads, onNote)
  }
}
