// A graph ready to run.
import ort from 'onnxruntime-node'
import { LabError } from '../../shared/labError.ts'
import type { Graph } from '../graph/graph.ts'
import { serialize } from '../graph/serialize.ts'
import { deviceTitles, threadCount, type Device } from './devices.ts'

export type TensorData = Float32Array | BigInt64Array | Uint8Array
export type Tensor = ort.Tensor
export type Feeds = { readonly [name: string]: Tensor }

/** A tensor over `data`, not a copy of it: later writes to `data` are seen by later runs. */
export function tensor(data: TensorData, shape: readonly number[]): Tensor {
  const type = data instanceof Float32Array ? 'float32' : data instanceof Uint8Array ? 'uint8' : 'int64'
  return new ort.Tensor(type, data, shape)
}

export interface SessionOptions {
  readonly device: Device
  /** 0: one for each core. */
  readonly threads: number
}

export class Session {
  private readonly session: ort.InferenceSession
  private readonly device: Device

  private constructor(session: ort.InferenceSession, device: Device) {
    this.session = session
    this.device = device
  }

  /** A session for a graph whose weights are inputs. */
  static async create(graph: Graph, options: SessionOptions): Promise<Session> {
    return Session.load(serialize(graph.emitter), options)
  }

  /** A session for ONNX bytes, or for an ONNX file (whose external data lies beside it). */
  static async load(model: Uint8Array | string, { device, threads }: SessionOptions): Promise<Session> {
    const settings: ort.InferenceSession.SessionOptions = {
      executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
      intraOpNumThreads: threadCount(threads),
      logSeverityLevel: 3,
      // Shapes change with every batch: patterns would only pile up memory.
      enableMemPattern: false,
      // A short spin keeps the threads warm between kernels without stealing a busy desktop's cores.
      extra: { session: { intra_op: { spin_duration_us: '200' }, set_denormal_as_zero: '1' } },
    }
    try {
      return new Session(
        await (typeof model === 'string'
          ? ort.InferenceSession.create(model, settings)
          : ort.InferenceSession.create(model, settings)),
        device,
      )
    } catch (thrown) {
      throw runtimeError(thrown, device)
    }
  }

  /** Runs the graph. Outputs named in `into` are written there in place; the others come back. */
  async run(feeds: Feeds, into: { readonly [name: string]: Tensor | null }): Promise<Feeds> {
    try {
      return await this.session.run(feeds, into)
    } catch (thrown) {
      throw runtimeError(thrown, this.device)
    }
  }

  get inputNames(): readonly string[] {
    return this.session.inputNames
  }

  async release(): Promise<void> {
    await this.session.release()
  }
}

function runtimeError(thrown: unknown, device: Device): LabError {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  if (/alloc|out of memory/i.test(message))
    return new LabError(
      'memory',
      'There was not enough memory for this step. Use fewer tokens per micro-batch, shorter texts, or a smaller model.',
      { device },
      thrown,
    )
  const instead = device === 'cpu' ? '' : ' Start a run on the processor instead.'
  return new LabError(
    'device',
    `${deviceTitles[device]}: ONNX Runtime could not run the graph: ${message.split('\n')[0]}${instead}`,
    { device },
    thrown,
  )
}
