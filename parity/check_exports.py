"""Loads Lathe's exports with the real peft and transformers and compares their logits with the golden ones."""

import json
import sys
import warnings
from pathlib import Path

import torch
from golden import forward
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForSequenceClassification, logging

TOLERANCE = 1e-4


def load_peft(base, export):
    """As the README of a PEFT export says, but peft's warning about a missing or unknown key is an error."""
    labels = export["labels"]
    if labels:
        names = dict(num_labels=len(labels), id2label=dict(enumerate(labels)), label2id={n: i for i, n in enumerate(labels)})
    else:
        names = dict(num_labels=1, problem_type="regression")
    model = AutoModelForSequenceClassification.from_pretrained(base, **names)
    with warnings.catch_warnings():
        warnings.filterwarnings("error", category=UserWarning)
        return PeftModel.from_pretrained(model, export["folder"])


def load_merged(_, export):
    model, info = AutoModelForSequenceClassification.from_pretrained(export["folder"], output_loading_info=True)
    left = {key: info[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys") if info[key]}
    assert not left, f"{export['folder']}: {left}"
    if export["labels"]:
        assert list(model.config.id2label.values()) == export["labels"], model.config.id2label
    return model


def main(folder):
    # That the base has no classifier, and a masked-language-model head instead, is no news.
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    listed = json.loads((folder / "exports.json").read_text())
    batch = json.loads((Path(listed["base"]) / "batch.json").read_text())
    failed = 0
    for export in listed["exports"]:
        model = {"peft": load_peft, "merged": load_merged}[export["format"]](listed["base"], export).eval()
        with torch.no_grad():
            logits, _ = forward(model.double(), "regress" if not export["labels"] else "classify", batch)
        expected = load_file(export["golden"])["logits"]
        difference = (logits - expected).abs().max().item()
        failed += difference > TOLERANCE
        print(f"{'ok' if difference <= TOLERANCE else 'NOT OK'}  {Path(export['folder']).name}: {difference:.1e}")
    print(f"{len(listed['exports']) - failed} of {len(listed['exports'])} exports give the golden logits")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
