"""The golden file of TF-IDF with logistic regression: what scikit-learn learns of a few made-up rows."""

import json
import sys
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

TOPICS = {
    "sport": "The team won the match 3-2 after a late goal|Ein Tor in der 90. Minute: größer als das Finale"
    "|Striker injured, coach says he_will_miss the season|goal goal GOAL! What a match",
    "money": "Shares fell 4% as the bank cut its outlook|The bank's profit rose; shares up|Ökonomen: Zinsen steigen",
    "films": "A dull film with a late, great ending|I loved the film, and the coach in it|naïve, CAFÉ-like charm",
}
NEW = ["a late goal for the bank", "", "nothing of this is known", "Café film", "the THE the team_won x"]
PAIRS = [
    ("The bank rose", "Shares of the bank rose", "same"),
    ("A dull film", "The film is dull", "same"),
    ("The team won", "The bank fell", "other"),
    ("Late goal", "Great ending", "other"),
    ("The film is dull", "A dull film", "same"),
]
NEW_PAIRS = [("The bank fell", "The team won"), ("film", "dull")]


def words_of_pair(pair):
    plain = TfidfVectorizer().build_analyzer()
    return [f"{name} {word}" for name, text in zip("ab", pair) for word in plain(text)]


def case(texts, labels, new, c, vectorizer):
    classes = sorted(set(labels))
    targets = [classes.index(label) for label in labels]
    rows = vectorizer.fit_transform(texts)
    model = LogisticRegression(C=c, tol=1e-12, max_iter=100_000).fit(rows, targets)
    vocabulary = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.get)
    return dict(
        texts=texts,
        targets=targets,
        classes=len(classes),
        c=c,
        words=vocabulary,
        idf=vectorizer.idf_.tolist(),
        rows=rows.toarray().tolist(),
        weights=model.coef_.tolist(),
        biases=model.intercept_.tolist(),
        new=new,
        probabilities=model.predict_proba(vectorizer.transform(new)).tolist(),
    )


def main(path):
    texts, labels = zip(*[(t, label) for label, some in TOPICS.items() for t in some.split("|")])
    two = [(t, label) for t, label in zip(texts, labels) if label != "money"]
    pairs, same = [row[:2] for row in PAIRS], [row[2] for row in PAIRS]
    golden = dict(
        threeClasses=case(list(texts), labels, NEW, 1.0, TfidfVectorizer()),
        weakPenalty=case(list(texts), labels, NEW, 50.0, TfidfVectorizer()),
        twoClasses=case([t for t, _ in two], [label for _, label in two], NEW, 1.0, TfidfVectorizer()),
        pairs=case(pairs, same, NEW_PAIRS, 1.0, TfidfVectorizer(analyzer=words_of_pair)),
    )
    Path(path).write_text(json.dumps(golden, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
