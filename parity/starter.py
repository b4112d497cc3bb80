"""What a small BERT knows: hidden words of news, and prompts on SST-2 (zero-shot, and K = 16 against a new head).

    python parity/starter.py MODEL_FOLDER --data DATASETS_FOLDER [--random]

Needs in DATASETS_FOLDER agnews/dev.tsv, sst2/dev.tsv and lmbff-kshot/sst2/16-<seed>/{train,dev}.tsv. With --random, the
model keeps its shape and its tokenizer and has fresh weights.
"""

import argparse
import csv
import statistics
import sys
import tempfile
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForMaskedLM, AutoModelForSequenceClassification, AutoTokenizer

TEMPLATE = "{} It was {}."
WORDS = {"negative": "terrible", "positive": "great"}
LABELS = list(WORDS)
SEEDS = [13, 21, 42, 87, 100]
RATES = [1e-4, 3e-4, 1e-3]
EPOCHS = 20
BATCH = 8


def read(path: Path) -> tuple[list[str], torch.Tensor]:
    rows = list(csv.DictReader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row["text"] for row in rows], torch.tensor([LABELS.index(row["label"]) for row in rows])


def column(path: Path) -> list[str]:
    return [
        row["text"] for row in csv.DictReader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)
    ]


def masked_loss(folder: str, tokenizer, texts: list[str]) -> float:
    """Nats per hidden token, 15 % of the tokens hidden, always behind the mask token."""
    model = AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32).eval()
    generator = torch.Generator().manual_seed(1)
    total, count = 0.0, 0
    for start in range(0, len(texts), 32):
        batch = tokenizer(
            texts[start : start + 32],
            padding=True,
            truncation=True,
            max_length=128,
            return_tensors="pt",
            return_special_tokens_mask=True,
        )
        may = batch.pop("special_tokens_mask") == 0
        hidden = may & (torch.rand(may.shape, generator=generator) < 0.15)
        truth = batch["input_ids"][hidden]
        batch["input_ids"] = batch["input_ids"].masked_fill(hidden, tokenizer.mask_token_id)
        with torch.no_grad():
            states = model.base_model(**batch).last_hidden_state[hidden]
            total += torch.nn.functional.cross_entropy(model.cls(states), truth, reduction="sum").item()
        count += len(truth)
    return total / count


class Prompt:
    """The logits of the two label words at the mask."""

    def __init__(self, folder: str, tokenizer):
        self.tokenizer = tokenizer
        self.model = AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32)
        self.words = torch.tensor([tokenizer.convert_tokens_to_ids(WORDS[label]) for label in LABELS])

    def logits(self, texts: list[str]) -> torch.Tensor:
        prompts = [TEMPLATE.format(text, self.tokenizer.mask_token) for text in texts]
        batch = self.tokenizer(prompts, padding=True, return_tensors="pt")
        place = batch["input_ids"] == self.tokenizer.mask_token_id
        # The head only where the mask is: over every token it would cost more than the encoder.
        states = self.model.base_model(**batch).last_hidden_state[place]
        return self.model.cls(states)[:, self.words]


class Head:
    """The logits of a new head."""

    def __init__(self, folder: str, tokenizer):
        self.tokenizer = tokenizer
        self.model = AutoModelForSequenceClassification.from_pretrained(
            folder, num_labels=2, dtype=torch.float32
        )

    def logits(self, texts: list[str]) -> torch.Tensor:
        return self.model(**self.tokenizer(texts, padding=True, return_tensors="pt")).logits


def predict(method, texts: list[str]) -> torch.Tensor:
    method.model.eval()
    with torch.no_grad():
        return torch.cat([method.logits(texts[i : i + 64]) for i in range(0, len(texts), 64)])


def accuracy(logits: torch.Tensor, truth: torch.Tensor) -> float:
    return (logits.argmax(-1) == truth).float().mean().item()


def train(method, texts: list[str], truth: torch.Tensor, rate: float, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    method.model.train()
    steps = EPOCHS * (len(texts) // BATCH)
    optimizer = torch.optim.AdamW(method.model.parameters(), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
    for _ in range(EPOCHS):
        order = torch.randperm(len(texts), generator=generator).tolist()
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            loss = torch.nn.functional.cross_entropy(method.logits([texts[i] for i in rows]), truth[rows])
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(method.model.parameters(), 1.0)
            optimizer.step()
            schedule.step()


def few_shot(kind, folder: str, tokenizer, data: Path, test: tuple[list[str], torch.Tensor]) -> list[float]:
    """Test accuracy for each seed, at the learning rate that is best on the seed's 32 validation rows."""
    found = []
    for seed in SEEDS:
        texts, truth = read(data / f"lmbff-kshot/sst2/16-{seed}/train.tsv")
        chosen = (-1.0, 0.0)
        for rate in RATES:
            torch.manual_seed(seed)
            method = kind(folder, tokenizer)
            train(method, texts, truth, rate, seed)
            dev_texts, dev_truth = read(data / f"lmbff-kshot/sst2/16-{seed}/dev.tsv")
            dev = accuracy(predict(method, dev_texts), dev_truth)
            if dev > chosen[0]:
                chosen = (dev, accuracy(predict(method, test[0]), test[1]))
        found.append(chosen[1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--zero-shot-only", action="store_true")
    parser.add_argument("--random", action="store_true")
    flags = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(flags.model)
    with tempfile.TemporaryDirectory() as fresh:
        if flags.random:
            torch.manual_seed(1)
            AutoModelForMaskedLM.from_config(AutoConfig.from_pretrained(flags.model)).save_pretrained(fresh)
        report(fresh if flags.random else flags.model, tokenizer, flags.data, flags.zero_shot_only)


def report(folder: str, tokenizer, data: Path, zero_shot_only: bool) -> None:
    print(f"loss of hidden words in news     {masked_loss(folder, tokenizer, column(data / 'agnews/dev.tsv')):.3f}")
    texts, truth = read(data / "sst2/dev.tsv")
    prompt = Prompt(folder, tokenizer)
    logits = predict(prompt, texts)
    print(f"zero-shot, raw                   {accuracy(logits, truth):.3f}")
    empty = predict(prompt, [""])
    print(f"zero-shot, less the empty prompt {accuracy(logits - empty, truth):.3f}")
    print(f"zero-shot, less the mean         {accuracy(logits - logits.mean(0), truth):.3f}")
    if zero_shot_only:
        return
    for name, kind in [("prompt", Prompt), ("head", Head)]:
        found = few_shot(kind, folder, tokenizer, data, (texts, truth))
        mean, spread = statistics.mean(found), statistics.stdev(found)
        print(f"K = 16, {name:6}  {mean:.3f} ± {spread:.3f}  ({', '.join(f'{x:.3f}' for x in found)})", flush=True)


if __name__ == "__main__":
    sys.exit(main())
