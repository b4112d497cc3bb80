// README.md of an export: how to load it, what it predicts, what it was trained on and how well it did.
import { isForeign } from '../training/method.ts'
import type { ExitRule } from '../../shared/exits/rules.ts'
import { ruleWords } from '../../shared/exits/ruleWords.ts'
import type { ExportFacts } from './facts.ts'
import type { Scores } from '../../shared/run.ts'
import { peftTypeOf } from './peft/index.ts'
import { besidePrompts } from './peft/promptTable.ts'

/** The card in Markdown, with the front matter that the Hugging Face Hub reads. */
export function modelCard(facts: ExportFacts): string {
  const { name, baseModel, labels, dataset, run, check, task } = facts
  const foreign = isForeign(facts)
  const origin = facts.parts
    ? `combined with Lathe from LoRAs on \`${oneLine(baseModel)}\`: ${facts.parts.map(({ name: part, weight }) => `${weight} of "${oneLine(part)}"`).join(' and ')}`
    : foreign
      ? `trained elsewhere from \`${oneLine(baseModel)}\` and brought into Lathe`
      : `trained with Lathe from \`${oneLine(baseModel)}\` on the dataset "${oneLine(dataset.name)}"`
  return [
    frontMatter(facts),
    `# ${oneLine(name)}`,
    `${kindOf(facts)} for ${purposes[task].words}, ${origin}.`,
    '## Load it',
    '```python\n' + snippet(facts) + '\n```',
    facts.exit ? leaving(facts.exit) : '',
    labels.length > 0
      ? '## Labels\n\n' +
        table(
          ['index', 'label'],
          labels.map((label, i) => [String(i), label]),
        )
      : '',
    Object.keys(facts.scores).length > 0 ? '## Scores\n\n' + scoreTable(facts) : '',
    `Checked after writing: the files were read back by another path; ${check.sentence}.`,
    '## How it was trained\n\n' +
      table(
        ['option', 'value'],
        [
          ['objective', axis(run.objective)],
          [
            'tuning',
            [run.tuning, run.tuning.and].flatMap((one) => (one ? [axis(one)] : [])).join(', together with '),
          ],
          ['early exit', axis(run.exit)],
          ['trained parameters', `${facts.trainableParameters} of ${facts.totalParameters}`],
          ...(foreign ? [] : training(facts)),
        ],
      ),
    foreign ? unknown : purposes[task].advice,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

function training({ run, dataset }: ExportFacts): [string, string][] {
  const options = Object.entries(run.training).map(([key, value]): [string, string] => [
    key,
    String(value ?? 'default'),
  ])
  return [...options, ['seed', String(run.seed)], ['dataset (SHA-256)', dataset.hash]]
}

const unknown =
  'What texts it has learned from is not known here: look at its mistakes before you rely on it.'
const answering =
  'It has seen only the texts of that dataset: expect it to be worse on texts of another kind, and look at its mistakes ' +
  'before you rely on it.'
const reading =
  'It is a start for fine-tuning on labelled texts of the same kind as that dataset. Texts of other kinds it may know ' +
  'less well than its base did.'

const purposes = {
  classify: {
    words: 'text classification',
    pipeline: 'text-classification',
    tag: 'text-classification',
    advice: answering,
  },
  regress: {
    words: 'text regression',
    pipeline: 'text-classification',
    tag: 'regression',
    advice: answering,
  },
  maskedLm: { words: 'filling in words', pipeline: 'fill-mask', tag: 'fill-mask', advice: reading },
  causalLm: {
    words: 'going on with a text',
    pipeline: 'text-generation',
    tag: 'text-generation',
    advice: reading,
  },
} as const

function kindOf({ format, run }: ExportFacts): string {
  if (format === 'peft') return `An adapter for PEFT (${peftTypeOf(run.tuning.id)!.title})`
  return {
    adapterHub: 'A bottleneck adapter with its head',
    merged: 'A complete model',
    onnx: 'An ONNX model',
    onnxExits: 'A set of ONNX files, one for each layer, that texts leave early',
  }[format]
}

function frontMatter({ format, baseModel, run, task, licence = 'unknown' }: ExportFacts): string {
  const lines = [
    // What is made from a model stands under its licence.
    ...(/^[\w.-]+$/.test(licence) && licence !== 'unknown' ? [`license: ${licence}`] : []),
    `library_name: ${{ peft: 'peft', adapterHub: 'adapter-transformers', merged: 'transformers', onnx: 'onnx', onnxExits: 'onnx' }[format]}`,
    `pipeline_tag: ${purposes[task].pipeline}`,
    ...(isHubId(baseModel) ? [`base_model: ${baseModel}`] : []),
    `tags: [lathe, ${purposes[task].tag}${{ peft: `, ${run.tuning.id}`, adapterHub: ', adapters', merged: '', onnx: '', onnxExits: ', early-exit' }[format]}]`,
  ]
  return ['---', ...lines, '---'].join('\n')
}

function snippet(facts: ExportFacts): string {
  const { task, format } = facts
  if (task === 'maskedLm') return format === 'peft' ? adapted(facts, 'AutoModelForMaskedLM', filled) : fillsIn
  if (task === 'causalLm') return format === 'peft' ? adapted(facts, 'AutoModelForCausalLM', written) : goesOn
  return snippets[format](facts)
}

/** A language model with an adapter of PEFT, asked to do something. */
const adapted = (
  { baseModel, run }: ExportFacts,
  auto: string,
  asked: string,
): string => `${peftVersion(run.tuning.id)}from peft import PeftModel
from transformers import ${auto}, AutoTokenizer

${baseLine(baseModel)}
model = PeftModel.from_pretrained(${auto}.from_pretrained(base), "path/to/this/folder").eval()
tokenizer = AutoTokenizer.from_pretrained(base)

${asked}`

// In front of the text may stand virtual tokens.
const filled = `inputs = tokenizer(f"This is {tokenizer.mask_token}.", return_tensors="pt")
logits = model(**inputs).logits[:, -inputs.input_ids.shape[1] :]
print(tokenizer.decode(logits[inputs.input_ids == tokenizer.mask_token_id].argmax(-1)))`

const written = `inputs = tokenizer("Once upon a time", return_tensors="pt")
print(tokenizer.decode(model.generate(**inputs, max_new_tokens=20)[0]))`

const baseLine = (baseModel: string): string =>
  `base = ${python(baseModel)}  # ${isHubId(baseModel) ? 'on the Hugging Face Hub' : 'put the path of the base model here'}`

const fillsIn = `from transformers import pipeline

fill = pipeline("fill-mask", model="path/to/this/folder")
print(fill(f"This is {fill.tokenizer.mask_token}."))`

const goesOn = `from transformers import pipeline

write = pipeline("text-generation", model="path/to/this/folder")
print(write("Once upon a time"))`

const snippets: { readonly [F in ExportFacts['format']]: (facts: ExportFacts) => string } = {
  peft: ({
    baseModel,
    labels,
    run,
    tokenTypes,
    padding = false,
  }) => `${peftVersion(run.tuning.id)}from peft import PeftModel
from transformers import AutoModelForSequenceClassification, AutoTokenizer

${baseLine(baseModel)}
${modelArguments(labels)}
model = PeftModel.from_pretrained(model, "path/to/this/folder").eval()
tokenizer = AutoTokenizer.from_pretrained(base)
${padding ? namesPadding : ''}
${tokenized(run.training.maxLength, tokenTypes)}
${answer(labels)}`,
  // Without use_safetensors the package looks for a pickle file only.
  adapterHub: ({
    baseModel,
    labels,
    run,
    tokenTypes,
    padding = false,
  }) => `from adapters import AutoAdapterModel
from transformers import AutoTokenizer

${baseLine(baseModel)}
model = AutoAdapterModel.from_pretrained(base)
model.load_adapter("path/to/this/folder", use_safetensors=True, set_active=True)
model.eval()
tokenizer = AutoTokenizer.from_pretrained(base)
${padding ? namesPadding : ''}
${tokenized(run.training.maxLength, tokenTypes)}
${
  labels.length === 0
    ? answer(labels)
    : `labels = model.get_labels()
print([labels[i] for i in model(**inputs).logits.argmax(-1).tolist()])`
}`,
  merged: ({ labels, run }) => `from transformers import AutoModelForSequenceClassification, AutoTokenizer

folder = "path/to/this/folder"
model = AutoModelForSequenceClassification.from_pretrained(folder)
tokenizer = AutoTokenizer.from_pretrained(folder)

${tokenized(run.training.maxLength)}
${answer(labels)}`,
  onnx: ({ run }) => `import onnxruntime
from transformers import AutoTokenizer

folder = "path/to/this/folder"
session = onnxruntime.InferenceSession(f"{folder}/model.onnx")
tokenizer = AutoTokenizer.from_pretrained(folder)

inputs = tokenizer(["a text"], truncation=True, max_length=${run.training.maxLength}, padding=True, return_tensors="np")
logits = session.run(["logits"], {x.name: inputs[x.name].astype("int64") for x in session.get_inputs()})[0]
print(logits)`,
  onnxExits: () => `# pip install numpy onnxruntime transformers
import sys

folder = "path/to/this/folder"
sys.path.append(folder)
from exits import ExitModel

model = ExitModel(folder)
print(model.answer(["a text"]))`,
}

/** How a set of layers is used beside Python, and when texts leave it. */
const leaving = (exit: ExitRule): string => `In JavaScript, with Node 24 or newer:

\`\`\`js
// npm install onnxruntime-node @huggingface/transformers
import { openExits } from './path/to/this/folder/exits.mjs'

const model = await openExits('path/to/this/folder')
console.log(await model.answer(['a text']))
\`\`\`

A text leaves after the first layer where \`${ruleWords(exit)}\` lets it; another rule may be given with each call. \`exits.json\` says
what each file reads and gives, and what the rules compare, for programs of your own.`

/** Versions between 0.15 and 0.17 neither train nor load the classifier behind prompts. */
const peftVersion = (tuning: string): string =>
  peftTypeOf(tuning)!.prefix === besidePrompts ? '# with PEFT 0.17 or newer\n' : ''

const namesPadding = `tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
model.config.pad_token_id = tokenizer.pad_token_id
`

function modelArguments(labels: readonly string[]): string {
  if (labels.length === 0)
    return 'model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=1, problem_type="regression")'
  return `labels = [${labels.map(python).join(', ')}]
model = AutoModelForSequenceClassification.from_pretrained(
    base,
    num_labels=len(labels),
    id2label=dict(enumerate(labels)),
    label2id={label: i for i, label in enumerate(labels)},
)`
}

// The base's own tokenizer may not give token types unless it is asked to.
function tokenized(maxLength: number, tokenTypes = false): string {
  const types = tokenTypes ? ', return_token_type_ids=True' : ''
  return `inputs = tokenizer(["a text"], truncation=True, max_length=${maxLength}, padding=True${types}, return_tensors="pt")`
}

function answer(labels: readonly string[]): string {
  return labels.length === 0
    ? 'print(model(**inputs).logits.squeeze(-1).tolist())'
    : 'print([model.config.id2label[i] for i in model(**inputs).logits.argmax(-1).tolist()])'
}

function scoreTable({ scores }: ExportFacts): string {
  const columns = [
    'loss',
    'perplexity',
    'accuracy',
    'macroF1',
    'matthews',
    'pearson',
    'spearman',
  ] as const satisfies (keyof Scores)[]
  const splits = Object.entries(scores)
  const used = columns.filter((column) => splits.some(([, values]) => values[column] !== undefined))
  return table(
    ['split', 'examples', ...used],
    splits.map(([split, values]) => [
      split,
      String(values.examples),
      ...used.map((column) => values[column]?.toFixed(4) ?? ''),
    ]),
  )
}

function axis({ id, options }: ExportFacts['run']['objective']): string {
  const given = Object.entries(options).map(([key, value]) => `${key} ${JSON.stringify(value)}`)
  return given.length > 0 ? `${id} (${given.join(', ')})` : id
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Labels are people's text: a bar or a line break in one must not break the table. */
function cell(text: string): string {
  return oneLine(text).replaceAll('|', '\\|')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}

/** JSON's string literals are Python's, too. */
function python(text: string): string {
  return JSON.stringify(text)
}

function isHubId(model: string): boolean {
  return /^[\w-][\w.-]*\/[\w.-]+$/.test(model)
}
