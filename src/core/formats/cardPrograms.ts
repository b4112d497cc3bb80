// The programs in an export's README.md: how to load it and ask it, in Python, and for layers in JavaScript.
import type { ExitRule } from '../../shared/exits/rules.ts'
import { ruleWords } from '../../shared/exits/ruleWords.ts'
import type { ExportFacts } from './facts.ts'
import { peftTypeOf } from './peft/index.ts'
import { besidePrompts } from './peft/promptTable.ts'

/** Whether a model's name is one of the Hub, and no folder. */
export function isHubId(model: string): boolean {
  return /^[\w-][\w.-]*\/[\w.-]+$/.test(model)
}

/** A program in Python that loads the folder and asks it about one text. */
export function program(facts: ExportFacts): string {
  const { task, format } = facts
  if (task === 'maskedLm') return format === 'peft' ? adapted(facts, 'AutoModelForMaskedLM', filled) : fillsIn
  if (task === 'causalLm') return format === 'peft' ? adapted(facts, 'AutoModelForCausalLM', written) : goesOn
  return programs[format](facts)
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

const programs: { readonly [F in ExportFacts['format']]: (facts: ExportFacts) => string } = {
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
export const leaving = (exit: ExitRule): string => `In JavaScript, with Node 24 or newer:

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

/** JSON's string literals are Python's, too. */
function python(text: string): string {
  return JSON.stringify(text)
}
