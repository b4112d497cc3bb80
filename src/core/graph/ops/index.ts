// Every op. A new op is a new file and one line here; the op-table test then asks for its sample input.
import { add } from './add.ts'
import { columns } from './columns.ts'
import { concat } from './concat.ts'
import { crossEntropy } from './crossEntropy.ts'
import { dropout } from './dropout.ts'
import { embed } from './embed.ts'
import { gelu } from './gelu.ts'
import { geluTanh } from './geluTanh.ts'
import { gemm } from './gemm.ts'
import { layerNorm } from './layerNorm.ts'
import { logSoftmax } from './logSoftmax.ts'
import { magnitudeRatio } from './magnitudeRatio.ts'
import { matmul } from './matmul.ts'
import { multiply } from './multiply.ts'
import { padRows, unpadRows } from './padRows.ts'
import { relu } from './relu.ts'
import { repeat } from './repeat.ts'
import { reshape } from './reshape.ts'
import { rmsNorm } from './rmsNorm.ts'
import { rotary } from './rotary.ts'
import { scale } from './scale.ts'
import { silu } from './silu.ts'
import { skew } from './skew.ts'
import { softCrossEntropy } from './softCrossEntropy.ts'
import { softmax } from './softmax.ts'
import { squaredError } from './squaredError.ts'
import { tanh } from './tanh.ts'
import { transpose } from './transpose.ts'
import { zerosBefore } from './zerosBefore.ts'

export const ops = {
  add,
  columns,
  concat,
  crossEntropy,
  dropout,
  embed,
  gelu,
  geluTanh,
  gemm,
  layerNorm,
  logSoftmax,
  magnitudeRatio,
  matmul,
  multiply,
  padRows,
  relu,
  repeat,
  reshape,
  rmsNorm,
  rotary,
  scale,
  silu,
  skew,
  softCrossEntropy,
  softmax,
  squaredError,
  tanh,
  transpose,
  unpadRows,
  zerosBefore,
}

export type OpName = keyof typeof ops
