"""The Hugging Face Trainer's side of a comparison on real texts, set up as its documentation does (bench/work.ts)."""

import csv
import json
import sys
import tempfile
import time

import numpy as np
import torch
from bench_torch import peak_bytes
from peft import LoraConfig, PrefixTuningConfig, get_peft_model
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    Trainer,
    TrainingArguments,
    logging,
    set_seed,
)

# Lathe's own defaults: src/core/tuning/lora.ts and prefix.ts.
ADAPTERS = {
    "lora": LoraConfig(task_type="SEQ_CLS", r=8, lora_alpha=16, lora_dropout=0.1),
    "prefix": PrefixTuningConfig(task_type="SEQ_CLS", num_virtual_tokens=20),
}


class Rows(torch.utils.data.Dataset):
    """Tokenized rows; the collator pads each batch to its longest."""

    def __init__(self, path, tokenizer, max_length, labels):
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        self.labels = labels or sorted({row["label"] for row in rows})
        self.encoded = tokenizer([row["text"] for row in rows], truncation=True, max_length=max_length)
        self.targets = [self.labels.index(row["label"]) for row in rows]

    def __len__(self):
        return len(self.targets)

    def __getitem__(self, i):
        return {**{key: values[i] for key, values in self.encoded.items()}, "labels": self.targets[i]}


def accuracy(prediction):
    return {"accuracy": float(np.mean(prediction.predictions.argmax(-1) == prediction.label_ids))}


def main(work):
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.set_num_threads(work["threads"])
    set_seed(work["seed"])
    with open(work["train"], encoding="utf-8", newline="") as file:
        classes = len({row["label"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)})
    tokenizer = AutoTokenizer.from_pretrained(work["model"])
    # The starter is stored in half precision, in which a processor would crawl; Lathe computes in single precision, too.
    model = AutoModelForSequenceClassification.from_pretrained(work["model"], num_labels=classes, dtype=torch.float32)
    if work["tuning"] != "full":
        model = get_peft_model(model, ADAPTERS[work["tuning"]])

    start = time.perf_counter()
    train = Rows(work["train"], tokenizer, work["maxLength"], None)
    dev = Rows(work["dev"], tokenizer, work["maxLength"], train.labels)
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(
            model=model,
            args=TrainingArguments(
                output_dir=folder,
                learning_rate=work["learningRate"],
                per_device_train_batch_size=work["batch"],
                per_device_eval_batch_size=work["batch"],
                num_train_epochs=work["epochs"],
                warmup_steps=work["warmup"],
                seed=work["seed"],
                weight_decay=0.01,
                eval_strategy="epoch",
                save_strategy="epoch",
                load_best_model_at_end=True,
                metric_for_best_model="accuracy",
                report_to="none",
                disable_tqdm=True,
                use_cpu=True,
            ),
            train_dataset=train,
            eval_dataset=dev,
            processing_class=tokenizer,
            data_collator=DataCollatorWithPadding(tokenizer=tokenizer),
            compute_metrics=accuracy,
        )
        trainer.train()
        scores = trainer.evaluate()
    seconds = time.perf_counter() - start
    tokens = sum(len(ids) for ids in train.encoded["input_ids"])
    result = dict(
        seconds=seconds,
        tokensPerSecond=tokens / seconds,
        peakBytes=peak_bytes(),
        accuracy=scores["eval_accuracy"],
    )
    print(json.dumps(result))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
