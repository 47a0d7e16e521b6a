"""Runner for rdgraph: reads the issue files themselves, and also reports the articles' texts for the peers to read."""

from __future__ import annotations

import time
from pathlib import Path

from runner import read_job, write_report


def main() -> None:
    """Extract everything (relations, quantities and activities too), then look at the mentions."""
    import rdgraph
    from rdgraph.pipeline import Options, extract_file, make_ready

    job = read_job()
    pack = make_ready(Options())
    for file in job["warm_up"]:
        extract_file(Path(file), pack)
    loaded = time.perf_counter()
    issues = [extract_file(Path(file), pack)[1] for file in job["files"]]
    done = time.perf_counter()
    forms = [
        [
            (kind, article.article.text[span.start : span.end])
            for statement in article.statements
            if statement.predicate == "mentions" and (kind := job["kinds"].get(facts.entities[statement.object].type))
            for span in statement.evidence.spans
        ]
        for facts in issues
        for article in facts.articles.values()
    ]
    texts = [[article.article.text for article in facts.articles.values()] for facts in issues]
    size = sum(Path(file).stat().st_size for file in job["files"])
    write_report(rdgraph.__version__, loaded, done, size, forms, texts=texts)


if __name__ == "__main__":
    main()
