// Words of the field, each explained in one short paragraph for people who meet it for the first time.

export const terms = {
  lora: {
    title: 'LoRA',
    text: 'The pre-trained weights stay frozen. Beside each chosen matrix two thin ones are trained, whose product is added to it: a change of low rank. That is often below one per cent of the weights, so a run needs little memory and its file is small. Merged back into the matrix, it costs no time when the model is used.',
  },
  full: {
    title: 'Full fine-tuning',
    text: 'Every weight of the model is trained on your rows. It can change the most, and so it can also forget the most or learn a small dataset by heart. Each task gets its own copy of the whole model.',
  },
  adapter: {
    title: 'Adapter',
    text: 'Into each layer of the frozen model a small network is put that narrows the hidden state to a few numbers, and widens it again; what comes out is added to the state that went in. Only these bottlenecks are trained: with a reduction factor of 16 about one weight in a hundred. The model stays whole, so many tasks share one, each with an adapter of its own, at the price of a little more time for each text.',
  },
  prefix: {
    title: 'Prefix tuning',
    text: 'In every layer, attention looks at the tokens of the text. Here it also finds some virtual ones before them, whose keys and values are not made from words but trained. They steer what the frozen model does, and texts of different tasks, each with its own prefix, can go through it side by side. The text can be that much shorter than the model’s longest.',
  },
  pTuningV2: {
    title: 'P-tuning v2',
    text: 'Prefix tuning for understanding texts instead of writing them: trained prompts in every layer, and a head that reads the class. No network makes the prompts, and some of their numbers are switched off at random while training, so that few rows are not learned by heart.',
  },
  softPrompt: {
    title: 'Soft prompt',
    text: 'A prompt whose words are not words: before each text stand some virtual tokens, and only their embeddings are trained, in the first layer alone. It is the smallest of these methods. In very large models it comes close to training everything; in small ones it often stays behind, and it needs a large learning rate and many steps.',
  },
  bitfit: {
    title: 'BitFit',
    text: 'Each layer computes a weighted sum and adds a constant to each result, its bias. Only these constants are trained, about one weight in a thousand. Nothing is added to the model, so it is as fast as before, and what was trained fits in a small file. Models without such constants, like Llama or ModernBERT, cannot be tuned this way.',
  },
  ia3: {
    title: '(IA)³',
    text: 'Infused Adapter by Inhibiting and Amplifying Inner Activations: beside some layers stands one trained number for each of their outputs or inputs, which makes it louder or quieter. They all start at 1, where they change nothing. There are so few of them that they bear and need a large learning rate. Merged into the matrices, it costs no time.',
  },
  head: {
    title: 'Head only',
    text: 'The model turns a text into a list of numbers and stays as it is; only the last layer, which reads a class from those numbers, is trained. It is quick and cannot spoil the model, but it sees only what pre-training happened to keep.',
  },
  epoch: {
    title: 'Epoch',
    text: 'One pass over all training rows. With 1,000 rows and a batch size of 10, an epoch is 100 steps. Too few leave the model short of what it could learn; with too many it learns the training rows by heart, and validation no longer gets better.',
  },
  learningRate: {
    title: 'Learning rate',
    text: 'How far the weights move in each step. If the loss jumps about or grows, it is too large; if the loss falls very slowly, it is too small. Methods that train few weights, like LoRA, bear a larger one. If you change only one option, try this one.',
  },
  validation: {
    title: 'Validation',
    text: 'Rows that the model never learns from. After each epoch it is asked about them, and the weights that answered best are kept. A model that does well on training rows but worse on these has learned rows instead of a rule. Because they choose the weights, a final score should come from further rows: the test split.',
  },
  confusion: {
    title: 'Confusion matrix',
    text: 'A table of what was taken for what: a row for each true class, a column for each prediction. Right answers stand on the diagonal; a strong colour elsewhere shows two classes that the model mixes up. Often their rows, or their labels, are worth reading.',
  },
  macroF1: {
    title: 'Macro F1',
    text: 'For each class, F1 joins two questions in one number: of the texts put into it, how many belong there (precision), and of those that belong, how many were found (recall). Macro F1 is the plain mean over the classes, so a rare class counts as much as a frequent one. With uneven classes it tells more than accuracy.',
  },
  languageModel: {
    title: 'Continued pre-training',
    text: 'Before a model learns labels it has read a lot of text and guessed words of it: hidden ones, or always the next. Reading on in texts of your own field, it learns their words and their ways. No labels are needed for that. Afterwards it often needs fewer labelled rows, if the field is far from what it had read before; where it is not, little changes.',
  },
  distillation: {
    title: 'Distillation',
    text: 'A large model, the teacher, reads your texts, and a small one learns to see in each word what the teacher sees, while it also fills in hidden words. No labels are needed. The student learns far more from each text than the words alone would tell it, and afterwards it is fine-tuned like any model, at a fraction of the teacher’s size and time.',
  },
  perplexity: {
    title: 'Perplexity',
    text: 'Among how many equally likely words the model hesitates, on average, when it guesses one. It is e to the power of the loss; 1 would be certainty. It compares models with the same vocabulary on the same texts only.',
  },
  hiddenStates: {
    title: 'Hidden states',
    text: 'In each layer, a model holds a long list of numbers for every token: its hidden state, or representation. From the last ones a head reads the answer. Fine-tuning is to modify the hidden representation: an adapter adds a small change to it, full fine-tuning moves it as it likes, and with the head alone it stays where it was. Texts of one class should end up near each other and far from the rest.',
  },
  warmup: {
    title: 'Warm-up',
    text: 'At the start nothing is known about which steps are safe, so the learning rate begins near 0 and rises to its full value over this share of the steps. Without it, large first steps can spoil what pre-training had learned.',
  },
  rank: {
    title: 'LoRA rank',
    text: 'How thin the two trained matrices are. A rank of 8 gives each change eight independent directions. A larger rank can express more and trains more weights; for most tasks small ranks are enough.',
  },
  labelPrior: {
    title: 'Bias of a prompt',
    text: 'A template and its words lean to some answers before any text is read: "great" is simply a more frequent word than "terrible". Predicted is how much probability each label gets on average over your rows; it should be near its true share. Without a text is what the prompt says when the text is left out. The bias of a template is the share of the probability that stands at the wrong labels.',
  },
  calibration: {
    title: 'Contextual calibration',
    text: 'The prompt is asked with no text, with "N/A" and with a mask in its place. What it then says is its leaning, and each answer is divided by it before the largest is taken. That needs no labels, and often helps most where the leaning is strong. Training takes the leaning out by itself.',
  },
  pmi: {
    title: 'Pointwise mutual information',
    text: 'An answer counts by how much more likely the text makes it, compared with the same template without the text. So a word that fits everywhere is no longer an advantage.',
  },
  outOfDomain: {
    title: 'Out of domain',
    text: 'Rows of another source than those the model learned from: other products, other people, another style, but the same question. A model often loses some of its score there. The less it loses, the more it has understood of the task itself; methods that leave the pre-trained weights alone are said to lose less.',
  },
  majority: {
    title: 'Always the same class',
    text: 'What one would score without reading a text: by always answering the class that most training rows have. Where 90 of 100 test rows are of one class, that is an accuracy of 0.9, and a method with 0.91 has learned little. Where several classes are as frequent, the line is the average over them.',
  },
  significance: {
    title: 'Significance',
    text: 'Another seed shuffles the rows and starts new weights differently, so the same method scores a little differently each time. The paired t test asks, seed by seed, whether one method is ahead more evenly than luck would have it. p is how often luck alone would look like this; below 0.05 the field speaks of a significant difference. Corrected is p after allowing for the many comparisons made at once. By signs is p without the t test’s assumption that differences spread like a bell; a few seeds cannot make it small. None of them says whether the difference is large enough to matter.',
  },
  exitRule: {
    title: 'When a text leaves',
    text: 'After each layer a small classifier answers, and a rule decides whether that will do. Entropy and probability ask how sure the answer is. Patience waits until some layers in a row agree. Learned certainty asks one more output that was trained to know when its layer is wrong. Layers after the exit are not computed.',
  },
  exitPromise: {
    title: 'A promise of accuracy',
    text: 'Of the validation rows it is counted how many the last layer has right and the exit wrong. From careful to bold, each threshold is tested: would so few be lost by luck alone, if in truth more texts than promised were lost? The boldest one before the first that could be luck is taken. Choose the rule first: to try several and keep the best weakens the promise. It holds for new texts of the same kind; the test rows, which had no part in it, show whether it does.',
  },
  calibrationError: {
    title: 'Calibration error',
    text: 'Answers given with a probability of 0.8 should be right 8 times in 10. The expected calibration error is how far the two are apart, on average over all texts; 0 is perfect. A layer that is surer than it is right lets texts leave too early; then a stricter threshold for it, or patience, may do better.',
  },
  earlyStopping: {
    title: 'Early stopping',
    text: 'The run ends by itself once validation has not got better for so many looks in a row. It saves time and keeps the model from learning the training rows by heart. The best weights are kept in any case.',
  },
} as const satisfies Record<string, { readonly title: string; readonly text: string }>

export type TermName = keyof typeof terms

/** The terms that explain an option of a run, by the option's name. */
export const optionTerms: Readonly<Record<string, TermName>> = {
  epochs: 'epoch',
  learningRate: 'learningRate',
  dev: 'validation',
  warmup: 'warmup',
  rank: 'rank',
  patience: 'earlyStopping',
}

/** The terms that explain an objective, by its id. */
export const objectiveTerms: Readonly<Record<string, TermName>> = {
  maskedLm: 'languageModel',
  causalLm: 'languageModel',
  distil: 'distillation',
}

/** The terms that explain a method, by its id. */
export const methodTerms: Readonly<Record<string, TermName>> = {
  lora: 'lora',
  adapter: 'adapter',
  ia3: 'ia3',
  bitfit: 'bitfit',
  prefix: 'prefix',
  pTuningV2: 'pTuningV2',
  softPrompt: 'softPrompt',
  full: 'full',
  head: 'head',
}
