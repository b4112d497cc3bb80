// A bottleneck's options in the words of AdapterHub's `adapters` (configuration/adapter_config.py, BnConfig), both ways.
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'
import { parseExact } from '../../files/exactJson.ts'
import { adapter, adapterSettings } from '../../tuning/adapter.ts'

export type AdapterOptions = z.output<typeof adapter.schema>

/** The package's words for the options. Without an "architecture" they are read as those of a bottleneck. */
export function bottleneckConfig(options: AdapterOptions): object {
  const { kind, reductionFactor, nonLinearity, scaling, initialisation, dropout } = adapterSettings(options)
  return {
    adapter_residual_before_ln: false,
    cross_adapter: false,
    dropout,
    init_weights: initialisation,
    inv_adapter: null,
    inv_adapter_reduction_factor: null,
    is_parallel: kind === 'parallel',
    leave_out: [],
    ln_after: false,
    ln_before: false,
    mh_adapter: kind === 'houlsby',
    non_linearity: nonLinearity,
    original_ln_after: true,
    // Left out, it would be read as false, which is another method.
    original_ln_before: kind === 'pfeiffer',
    output_adapter: true,
    phm_layer: false,
    reduction_factor: reductionFactor,
    residual_before_ln: true,
    // The package takes 1 for the name of another kind of scaling, 1.0 for the factor.
    scaling: parseExact(Number.isInteger(scaling) ? `${scaling}.0` : String(scaling)),
    use_gating: false,
  }
}

const words = z.object({
  mh_adapter: z.boolean(),
  output_adapter: z.literal(true),
  reduction_factor: z.number(),
  non_linearity: z.string(),
  original_ln_before: z.boolean().default(false),
  original_ln_after: z.literal(true).default(true),
  residual_before_ln: z.literal(true).default(true),
  is_parallel: z.boolean().default(false),
  scaling: z.number().default(1),
  dropout: z.number().default(0),
  init_weights: z.string().default('bert'),
})
/** Words that say nothing of what is computed where all others are as Lathe has them. */
const idle = [
  'architecture',
  // Of the norm after the adapter, which has to be off
  'adapter_residual_before_ln',
  // Of invertible adapters and of compacters, which have to be off
  'inv_adapter_reduction_factor',
  'phm_dim',
  'factorized_phm_W',
  'shared_W_phm',
  'shared_phm_rule',
  'factorized_phm_rule',
  'phm_c_init',
  'phm_init_range',
  'learn_phm',
  'hypercomplex_nonlinearity',
  'phm_rank',
  'phm_bias',
  'init_weights_seed',
]
/** The package's word for an option that is called otherwise here. */
const wordOf: Readonly<Record<string, string>> = {
  reductionFactor: 'reduction_factor',
  nonLinearity: 'non_linearity',
  initialisation: 'init_weights',
}

/**
 * The options that a configuration in `file` describes; `old` ones are of the time before activations were renamed.
 * @throws LabError('method') naming the word that Lathe has no option for.
 */
export function bottleneckOptions(
  config: Readonly<Record<string, unknown>>,
  file: string,
  old: boolean,
): AdapterOptions {
  const { architecture } = config
  if (architecture != null)
    throw new LabError(
      'method',
      `${file} describes ${JSON.stringify(architecture).slice(0, 60)} of AdapterHub. ${lathes}`,
      { file, architecture: JSON.stringify(architecture) },
    )
  const refuse = (word: string, cause?: unknown): LabError =>
    new LabError(
      'method',
      word in config
        ? `${file} sets ${word} to ${JSON.stringify(config[word]).slice(0, 60)}, which Lathe does not have. ${lathes}`
        : `${file} does not set ${word}, without which it describes no bottleneck. Fetch it again.`,
      { file, setting: word },
      cause,
    )
  const known = [...Object.keys(words.shape), ...idle]
  const stray = Object.keys(config).find((word) => !known.includes(word) && !isOff(config[word]))
  if (stray !== undefined) throw refuse(stray)
  const given = words.safeParse(config)
  if (!given.success) throw refuse(String(given.error.issues[0]!.path[0]), given.error)
  const { mh_adapter, original_ln_before, is_parallel, non_linearity } = given.data
  const kind = is_parallel ? 'parallel' : original_ln_before ? 'pfeiffer' : 'houlsby'
  if (mh_adapter !== (kind === 'houlsby')) throw refuse('mh_adapter')
  const options = adapter.schema.safeParse({
    kind,
    reductionFactor: given.data.reduction_factor,
    nonLinearity: (old ? renamed[non_linearity] : undefined) ?? non_linearity,
    scaling: given.data.scaling,
    initialisation: given.data.init_weights,
    dropout: given.data.dropout,
  })
  if (options.success) return options.data
  const option = String(options.error.issues[0]!.path[0])
  throw refuse(wordOf[option] ?? option, options.error)
}

const lathes =
  'Lathe has the bottlenecks seq_bn (Pfeiffer), double_seq_bn (Houlsby) and par_bn (parallel), the same in every layer.'

/** Configurations without a version mean this by these words (utils.py, ACTIVATION_RENAME). */
const renamed: Readonly<Record<string, string>> = { gelu: 'gelu_new', gelu_orig: 'gelu' }

/** False, zero, null or empty. */
const isOff = (value: unknown): boolean =>
  !value || (typeof value === 'object' && Object.keys(value).length === 0)
