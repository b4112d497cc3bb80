// BitFit (Ben Zaken et al. 2022): every bias b of y = W x + b and of the layer norms is trained, and no matrix.
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import { parameterNames } from '../models/parameterNames.ts'
import { defineTuning } from './tuning.ts'

export const bitfit = defineTuning({
  id: 'bitfit',
  title: 'BitFit',
  summary: 'Trains the bias terms of every layer, and a new head.',
  claim: 'About 0.1 % of BERT-base, and nothing new in the model; close to full fine-tuning on small data.',
  // The paper's best rates lie between 1e-4 and 1e-3; this one was best on four datasets (bench/README.md).
  learningRate: 1e-3,
  schema: z.object({}),
  apply: (_, model) => {
    if (![...parameterNames(model)].some(isBias))
      throw new LabError(
        'method',
        `Models of the family "${model.family}" have no bias terms, so BitFit finds nothing to train in them. Choose another tuning, such as LoRA.`,
        { tuning: 'bitfit', family: model.family },
      )
    return { hooks: {}, trains: (name, isHead) => isHead || isBias(name) }
  },
})

const isBias = (name: string): boolean => name.endsWith('.bias')
