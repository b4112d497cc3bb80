"""Loads Lathe's exports with the real peft, transformers and ONNX Runtime and compares their logits with the golden ones."""

import json
import runpy
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from case import LANGUAGE_MODELS, forward, model_inputs
from families import FAMILIES
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForSequenceClassification, AutoTokenizer, logging

TOLERANCE = 1e-4


def with_adapter(model, folder):
    """peft's warning about a missing or unknown key is an error."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", category=UserWarning)
        return PeftModel.from_pretrained(model, folder)


def load_peft(base, export):
    """As the README of a PEFT export says."""
    labels = export["labels"]
    if labels:
        names = dict(num_labels=len(labels), id2label=dict(enumerate(labels)), label2id={n: i for i, n in enumerate(labels)})
    else:
        names = dict(num_labels=1, problem_type="regression")
    return with_adapter(AutoModelForSequenceClassification.from_pretrained(base, **names), export["folder"])


def load_merged(_, export):
    model, info = AutoModelForSequenceClassification.from_pretrained(export["folder"], output_loading_info=True)
    left = {key: info[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys") if info[key]}
    assert not left, f"{export['folder']}: {left}"
    if export["labels"]:
        assert list(model.config.id2label.values()) == export["labels"], model.config.id2label
    return model


def run_onnx(folder, inputs):
    """Logits of a folder's model.onnx, which must also satisfy onnx's own checker, for what a tokenizer gives."""
    path = str(Path(folder) / "model.onnx")
    onnx.checker.check_model(path, full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    feeds = {x.name: np.asarray(inputs[x.name]) for x in session.get_inputs()}
    return torch.from_numpy(session.run(["logits"], feeds)[0])


def batch_logits(base, export, batch):
    """The export's logits for the golden batch, padded."""
    family = FAMILIES[export["family"]]
    if export["format"] == "onnx":
        return run_onnx(export["folder"], model_inputs(family, batch))
    model = {"peft": load_peft, "merged": load_merged}[export["format"]](base, export).eval()
    with torch.no_grad():
        return forward(model.double(), family, "classify" if export["labels"] else "regress", batch)[0]


def odd_masks_difference(name, exports, batch):
    """Left padding, and masked tokens in the middle: an ONNX model against transformers on the merged one."""
    family = FAMILIES[name]
    merged, exported = [next(e for e in exports if e["format"] == f and e["labels"]) for f in ("merged", "onnx")]
    if family.language_model == "causalLm":
        # What lies in the middle of a text is never masked there, and transformers takes the last token by its id.
        inputs = model_inputs(family, batch, side="left")
    else:
        inputs = model_inputs(family, batch)
        mask = torch.ones_like(inputs["input_ids"])
        mask[0, :5] = 0
        mask[1, 3:6] = 0
        mask[2, ::2] = 0
        if family.config.model_type == "deberta-v2":
            # It spreads the attention of a hidden token evenly, over padding too, and reads the first one even so.
            mask[:, 0] = 1
        inputs["attention_mask"] = mask
        inputs["input_ids"][0, :5] = family.config.pad_token_id or 0
    with torch.no_grad():
        expected = load_merged(None, merged).eval()(**inputs).logits
    return (run_onnx(exported["folder"], inputs) - expected).abs().max().item()


def trained_difference(export):
    """A run taken away as a person does it, tokenizer included: probabilities against what Lathe predicted."""
    # An adapter brings no tokenizer: its base model has it.
    tokenizer = AutoTokenizer.from_pretrained(export["base"] if export["format"] == "peft" else export["folder"])
    asked = {}
    if export["format"] == "peft":
        # What the adapter's card says beside.
        asked = dict(return_token_type_ids=True) if FAMILIES[export["family"]].token_types else {}
        tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    inputs = tokenizer(*zip(*export["texts"]), padding=True, return_tensors="pt", **asked)
    if export["format"] == "onnx":
        logits = run_onnx(export["folder"], inputs)
    else:
        model = {"peft": load_peft, "merged": load_merged}[export["format"]](export["base"], export).eval()
        if export["format"] == "peft":
            model.config.pad_token_id = tokenizer.pad_token_id
        with torch.no_grad():
            logits = model(**inputs).logits
    expected = [[p["probability"] for p in prediction["probabilities"]] for prediction in export["predictions"]]
    return (logits.softmax(-1) - torch.tensor(expected)).abs().max().item()


def language_model_difference(export):
    """A language model taken away: the logits of every token. A pooler that comes along is of no use to it."""
    auto = LANGUAGE_MODELS[FAMILIES[export["family"]].language_model]
    source = export["base" if export["format"] == "peft" else "folder"]
    model, info = auto.from_pretrained(source, output_loading_info=True)
    unexpected = [key for key in info["unexpected_keys"] if ".pooler." not in key]
    assert not (unexpected or info["missing_keys"] or info["mismatched_keys"]), f"{export['folder']}: {info}"
    if export["format"] == "peft":
        model = with_adapter(model, export["folder"])
    tokenizer = AutoTokenizer.from_pretrained(source)
    logits = []
    for text in export["texts"]:
        inputs = tokenizer(text, return_tensors="pt")
        with torch.no_grad():
            # In front of the text may stand virtual tokens.
            logits.append(model.eval()(**inputs).logits[0, -inputs["input_ids"].shape[1] :])
    logits = torch.cat(logits)
    return (logits - torch.tensor(export["logits"]).reshape(logits.shape)).abs().max().item()


def exits_difference(export):
    """A set of layers, asked by the program that lies beside it: the same layers, and probabilities as Lathe's."""
    program = runpy.run_path(str(Path(export["folder"]) / "exits.py"))
    said = program["ExitModel"](export["folder"]).answer(export["texts"])
    assert [one["layer"] - 1 for one in said] == [one["layer"] for one in export["answers"]], export["folder"]
    assert len({one["layer"] for one in said}) > 1, f"{export['folder']}: all leave at one layer"
    expected = [[p["probability"] for p in answer["probabilities"]] for answer in export["answers"]]
    return np.abs(np.array([one["probabilities"] for one in said]) - np.array(expected)).max().item()


def main(folder):
    # That the base has no classifier, and a masked-language-model head instead, is no news.
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    listed = json.loads((folder / "golden.json").read_text())
    differences = {}
    for family in sorted({export["family"] for export in listed["exports"]}):
        base = Path(listed["families"]) / family
        batch = json.loads((base / "batch.json").read_text())
        exports = [export for export in listed["exports"] if export["family"] == family]
        for export in exports:
            logits = batch_logits(base, export, batch)
            expected = load_file(export["golden"])["logits"]
            differences[f"{family} {Path(export['folder']).name}"] = (logits - expected).abs().max().item()
        differences[f"{family} onnx with odd masks"] = odd_masks_difference(family, exports, batch)
    runs = json.loads((folder / "runs.json").read_text())
    for export in runs["classifiers"]:
        differences[f"{export['family']} {Path(export['folder']).name}"] = trained_difference(export)
    for export in runs["exits"]:
        differences[f"{export['family']} {Path(export['folder']).name}"] = exits_difference(export)
    for export in runs["languageModels"]:
        differences[f"{export['family']} {Path(export['folder']).name}"] = language_model_difference(export)
    for name, difference in differences.items():
        print(f"{'ok' if difference <= TOLERANCE else 'NOT OK'}  {name}: {difference:.1e}")
    good = sum(difference <= TOLERANCE for difference in differences.values())
    print(f"{good} of {len(differences)} exports give the expected logits")
    sys.exit(good < len(differences))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
