// exits.py of an exported set: the program that a person runs it with in Python.

/** Executed by the parity check as it is (parity/check_exports.py). */
export const python = String.raw`"""Runs this folder: each text leaves after the first layer that is sure enough, and no later layer is computed for it.

    pip install numpy onnxruntime transformers
    python exits.py "a text" "another one"

In a program: model = ExitModel(folder); model.answer(["a text"]) or model.answer([("a text", "and its pair")])
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from transformers import AutoTokenizer

ROWS_AT_ONCE = 32


class ExitModel:
    def __init__(self, folder):
        folder = Path(folder)
        self.manifest = json.loads((folder / "exits.json").read_text(encoding="utf-8"))
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.sessions = [onnxruntime.InferenceSession(folder / layer["file"]) for layer in self.manifest["layers"]]

    def answer(self, texts, exit=None):
        """
        What the model says of texts, or of pairs of texts: layer (1 is the first), label, probability, probabilities, or layer and
        value for numbers. exit: {"rule": ..., "threshold": ...}, one threshold or one for each layer.
        """
        batches = [texts[start : start + ROWS_AT_ONCE] for start in range(0, len(texts), ROWS_AT_ONCE)]
        return [answer for batch in batches for answer in self.answer_batch(batch, exit or self.manifest["exit"])]

    def answer_batch(self, texts, exit):
        layers = self.manifest["layers"]
        answers = [None] * len(texts)
        rows = [(index, Leaver(exit, self.manifest["agreement"])) for index in range(len(texts))]
        feeds = self.encode(texts)
        for number, (layer, session) in enumerate(zip(layers, self.sessions), 1):
            found = session.run(layer["outputs"], {name: feeds[name] for name in layer["inputs"]})
            found = dict(zip(layer["outputs"], found))
            stay = []
            for b, (index, leaver) in enumerate(rows):
                doubt = found["doubt"][b, 0] if "doubt" in found else None
                # Whoever has come to the last layer leaves there.
                if number == len(layers) or leaver.leaves(found["logits"][b], doubt):
                    answers[index] = self.say(found["logits"][b], number)
                else:
                    stay.append(b)
            if not stay:
                break
            # Rows that have left are taken out of the batch.
            feeds = {name: tensor[stay] for name, tensor in {**feeds, "states": found["next_states"]}.items()}
            rows = [rows[b] for b in stay]
        return answers

    def encode(self, texts):
        """The inputs int64 [texts, tokens] that the first layer reads."""
        pairs = [text if isinstance(text, (list, tuple)) else (text,) for text in texts]
        encoded = self.tokenizer(
            *map(list, zip(*pairs)),
            padding=True,
            truncation=True,
            max_length=self.manifest["maxLength"],
            return_tensors="np",
        )
        feeds = {name: tensor.astype(np.int64) for name, tensor in encoded.items()}
        # Some tokenizers keep these to themselves.
        feeds.setdefault("token_type_ids", np.zeros_like(feeds["input_ids"]))
        return feeds

    def say(self, logits, layer):
        if self.manifest["task"] == "regress":
            return dict(layer=layer, value=float(logits[0]))
        p = softmax(logits)
        best = int(p.argmax())
        return dict(
            layer=layer, label=self.manifest["labels"][best], probability=float(p[best]), probabilities=p.tolist()
        )


class Leaver:
    """Hears one layer after another of one text, and says of each whether the text leaves there."""

    def __init__(self, exit, agreement):
        self.rule, self.threshold, self.agreement = exit["rule"], exit["threshold"], agreement
        self.layer, self.agreed, self.last = 0, 0, None

    def leaves(self, logits, doubt):
        several = isinstance(self.threshold, list)
        limit = self.threshold[min(self.layer, len(self.threshold) - 1)] if several else self.threshold
        self.layer += 1
        if self.rule == "certainty":
            return 1 / (1 + np.exp(-float(doubt))) < limit
        if self.rule == "patience":
            number = len(logits) == 1
            answer = float(logits[0]) if number else int(logits.argmax())
            near = self.last is not None and abs(answer - self.last) < (self.agreement if number else 1)
            self.agreed, self.last = self.agreed + 1 if near else 0, answer
            return self.agreed >= limit
        p = softmax(logits)
        if self.rule == "probability":
            return p.max() >= limit
        return -(p[p > 0] * np.log(p[p > 0])).sum() / np.log(len(p)) < limit


def softmax(logits):
    powers = np.exp(logits.astype(np.float64) - logits.max())
    return powers / powers.sum()


if __name__ == "__main__":
    for answer in ExitModel(Path(__file__).parent).answer(sys.argv[1:]):
        print(json.dumps(answer, ensure_ascii=False))
`
