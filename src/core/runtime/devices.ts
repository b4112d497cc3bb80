// The devices ONNX Runtime can use here, and which one a run gets.
import ort from 'onnxruntime-node'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import type { DeviceInfo } from '../../shared/host.ts'
import { LabError } from '../../shared/labError.ts'
import type { DeviceName } from '../../shared/run.ts'
import { createGraph } from '../graph/graph.ts'
import { serialize } from '../graph/serialize.ts'

/** A device that can run a session. */
export type Device = Exclude<DeviceName, 'auto'>

export const deviceTitles: { [D in Device]: string } = {
  cpu: 'Processor',
  webgpu: 'Graphics card (WebGPU)',
  cuda: 'NVIDIA (CUDA)',
  dml: 'Graphics card (DirectML)',
  coreml: 'Apple (Core ML)',
}

// Fastest first. WebGPU is not among the automatic ones: a software adapter looks like a card and is far slower than the processor.
const automatic: readonly Device[] = ['cuda', 'cpu']

/** Every device, tried for real with a graph of one node; `reason` says why one is not available. */
export async function listDevices(): Promise<DeviceInfo[]> {
  const result: DeviceInfo[] = []
  for (const name of Object.keys(deviceTitles) as Device[]) {
    const reason = await whyNot(name)
    result.push({ name, title: deviceTitles[name], available: reason === '', reason })
  }
  return result
}

/** The device for a wish, and a sentence where it is not the one wished for. */
export async function chooseDevice(wish: DeviceName): Promise<{ device: Device; note: string }> {
  if (wish !== 'auto') {
    const reason = await whyNot(wish)
    if (reason === '') return { device: wish, note: '' }
    return {
      device: 'cpu',
      note: `${deviceTitles[wish]} cannot be used: ${reason} Working on the processor instead.`,
    }
  }
  for (const device of automatic) if ((await whyNot(device)) === '') return { device, note: '' }
  throw new LabError('device', 'ONNX Runtime found no device at all. Reinstall Lathe.')
}

/** CPU threads for a wish of 0: one for each core. */
export const threadCount = (wish: number): number => (wish > 0 ? wish : availableParallelism())

const systems: { readonly [D in Device]?: { readonly platform: NodeJS.Platform; readonly name: string } } = {
  dml: { platform: 'win32', name: 'Windows' },
  coreml: { platform: 'darwin', name: 'macOS' },
}

/** The file that ONNX Runtime loads for CUDA, beside its binding; asking for CUDA without it prints an error of its own. */
const cudaLibrary =
  process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so'

// '' where the device works.
async function whyNot(device: Device): Promise<string> {
  if (device === 'cpu') return ''
  const system = systems[device]
  if (system && system.platform !== process.platform) return `it exists only on ${system.name}.`
  if (!ort.listSupportedBackends().some((b) => b.name === device))
    return 'the ONNX Runtime of this system comes without it.'
  if (device === 'cuda' && !existsSync(join(bindingFolder(), cudaLibrary)))
    return 'CUDA is a separate download; see README.'
  return tryOut(device)
}

function bindingFolder(): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node')
  return join(dirname(entry), '..', 'bin', 'napi-v6', process.platform, process.arch)
}

async function tryOut(device: Device): Promise<string> {
  try {
    const g = createGraph({ training: false })
    g.output('y', g.tanh(g.input('x', [1])))
    const session = await ort.InferenceSession.create(serialize(g.emitter), {
      executionProviders: [device],
      logSeverityLevel: 4,
    })
    await session.run({ x: new ort.Tensor('float32', Float32Array.of(1), [1]) })
    await session.release()
    return ''
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    if (/no supported adapters/i.test(message))
      return 'no graphics driver for it was found (Vulkan, DirectX 12 or Metal).'
    return `${message.split('\n')[0]!.slice(0, 200)}.`
  }
}
