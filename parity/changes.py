"""What numpy makes of made-up states before and after: the truth for src/core/changes. Usage: changes.py FOLDER"""

import json
import sys
from pathlib import Path

import numpy as np

ROWS, WIDTH, CLASSES = 12, 5, 3


def centre(x):
    return x - x.mean(axis=0)


def cka(x, y):
    """Kornblith et al. 2019, equation 5, by features."""
    x, y = centre(x), centre(y)
    cross = np.linalg.norm(y.T @ x) ** 2
    return cross / (np.linalg.norm(x.T @ x) * np.linalg.norm(y.T @ y))


def separation(x, labels):
    """Leave-one-out accuracy of the nearest centroid."""
    right = 0
    for i, row in enumerate(x):
        rest = np.arange(len(x)) != i
        centres = [x[rest & (labels == c)].mean(axis=0) for c in range(CLASSES)]
        right += int(np.argmin([np.linalg.norm(row - centre) for centre in centres]) == labels[i])
    return right / len(x)


def pca(x):
    """Coordinates on the first two axes, each turned to its outermost row, and their share of the variance."""
    u, s, _ = np.linalg.svd(centre(x), full_matrices=False)
    points = u[:, :2] * s[:2]
    for axis in range(2):
        points[:, axis] *= np.sign(points[np.argmax(np.abs(points[:, axis])), axis])
    return points, (s[:2] ** 2).sum() / (s**2).sum()


generator = np.random.default_rng(4)
labels = np.arange(ROWS) % CLASSES
before = generator.normal(size=(ROWS, WIDTH)).astype(np.float32)
after = (before + 0.4 * generator.normal(size=(ROWS, WIDTH)) + np.eye(CLASSES, WIDTH)[labels]).astype(np.float32)
x, y = before.astype(np.float64), after.astype(np.float64)
cosines = (x * y).sum(axis=1) / (np.linalg.norm(x, axis=1) * np.linalg.norm(y, axis=1))
points, variance = pca(np.concatenate([x, y]))

golden = dict(
    width=WIDTH,
    classes=labels.tolist(),
    before=before.ravel().tolist(),
    after=after.ravel().tolist(),
    cosineDistance=float((1 - cosines).mean()),
    relativeL2=float(np.linalg.norm(y - x) / np.linalg.norm(x)),
    cka=float(cka(x, y)),
    separation=dict(before=separation(x, labels), after=separation(y, labels)),
    pca=dict(points=points.tolist(), variance=float(variance)),
)
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
(folder / "changes.json").write_text(json.dumps(golden, indent=1) + "\n")
