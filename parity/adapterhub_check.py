"""Loads Lathe's AdapterHub folders with the real `adapters` package and compares their logits with the golden ones."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import torch
from adapters import AutoAdapterModel
from case import model_inputs
from safetensors.torch import load_file
from transformers import AutoConfig, logging

TOLERANCE = 1e-4


def load(base, folder):
    """As the README of such an export says; a key that is missing or left over is an error, which the package keeps quiet about."""
    model = AutoAdapterModel.from_pretrained(base, attn_implementation="eager")
    info = {}
    model.load_adapter(str(folder), use_safetensors=True, set_active=True, loading_info=info)
    assert not info["missing_keys"] and not info["unexpected_keys"], f"{folder}: {info}"
    # loading_info is the adapter's or the head's, whichever came last; so every weight is looked for as well.
    own = dict(model.named_parameters())
    for file in ("adapter.safetensors", "model_head.safetensors"):
        for name, value in load_file(folder / file).items():
            assert torch.equal(own[name], value), f"{folder}: {name} was not loaded"
    return model.eval()


def main(folder):
    logging.set_verbosity_error()
    listed = json.loads((folder / "adapters.json").read_text())
    differences = {}
    for export in listed["exports"]:
        base, path = Path(listed["families"]) / export["family"], Path(export["folder"])
        batch = json.loads((base / "batch.json").read_text())
        family = SimpleNamespace(
            config=AutoConfig.from_pretrained(base), token_types=any(any(row) for row in batch["tokenTypes"])
        )
        model = load(base, path).double()
        if export["labels"]:
            assert list(model.get_labels()) == export["labels"], model.get_labels()
        with torch.no_grad():
            logits = model(**model_inputs(family, batch)).logits
        expected = load_file(export["golden"])["logits"]
        differences[f"{export['family']} {path.name}"] = (logits - expected).abs().max().item()
    for name, difference in differences.items():
        print(f"{'ok' if difference <= TOLERANCE else 'NOT OK'}  {name}: {difference:.1e}")
    good = sum(difference <= TOLERANCE for difference in differences.values())
    print(f"{good} of {len(differences)} AdapterHub folders give the expected logits")
    sys.exit(good < len(differences))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
