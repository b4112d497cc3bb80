// The formats that a run can leave in.
import type { ExportFormat } from '../../../shared/exports.ts'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { useAppInfo } from '../../lab/queries.ts'
import { keepsLanguageHead } from '../../ui/languageModels.ts'
import { hasExits } from '../try/exitRules.ts'

const formats = [
  { value: 'peft', label: 'PEFT adapter', text: 'Only what was trained, for Hugging Face’s peft' },
  {
    value: 'adapterHub',
    label: 'AdapterHub adapter',
    text: 'Only what was trained, adapter and head, for AdapterHub’s adapters',
  },
  { value: 'merged', label: 'Whole model', text: 'One Hugging Face folder with the adapter merged in' },
  { value: 'onnx', label: 'ONNX classifier', text: 'Runs anywhere ONNX Runtime does, with its tokenizer' },
  {
    value: 'onnxExits',
    label: 'ONNX layers',
    text: 'One file for each layer, which texts leave early, and programs in JavaScript and Python that run them',
  },
] as const satisfies readonly { value: ExportFormat; label: string; text: string }[]

/** Those that can hold what the run has trained. */
export function useExportFormats(run: RunInfo): readonly (typeof formats)[number][] {
  const tunings = useAppInfo().data?.tunings ?? []
  const { and, ...first } = run.spec.tuning
  const methods = tunings.filter(({ id }) => id === first.id || id === and?.id)
  return formats.filter(({ value }) => {
    if (value === 'onnxExits' && !hasExits(run)) return false
    // Whole models and PEFT's have their family's own head.
    if ((run.spec.objective.options['head'] ?? 'own') !== 'own' && ['peft', 'merged'].includes(value))
      return false
    // An adapter's files hold one method.
    return (
      methods.every((method) => method.exports[keepsLanguageHead(run) ? 'tokens' : 'rows'].includes(value)) &&
      !(and && ['peft', 'adapterHub'].includes(value))
    )
  })
}
