"""What a build did, file by file: ``report.json`` for programs, ``report.html`` for people; no clock, same bytes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rdgraph
from rdgraph.corpus.build import Built
from rdgraph.corpus.records import Counts, Failure, Outline
from rdgraph.messages import both, message, reason
from rdgraph.pipeline import Options, write_atomically
from rdgraph.rules.pack import load_pack

JSON, HTML = "report.json", "report.html"
_LANGUAGES = ("zh", "en")


def write_report(built: Built, output: Path, options: Options) -> list[Path]:
    """Write both reports and return where."""
    report = as_dict(built, options)
    output.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report, ensure_ascii=False, indent=1, sort_keys=False)
    write_atomically(output / JSON, (text + "\n").encode("utf-8", "replace"))
    write_atomically(output / HTML, _page(report).encode("utf-8", "replace"))
    return [output / JSON, output / HTML]


def as_dict(built: Built, options: Options) -> dict[str, Any]:
    """Return the report as plain values."""
    pack = load_pack(*options.rules)
    counts = built.counts
    files = {
        **{name: _read(outline, c) for name, (outline, c) in built.documents.items()},
        **{d.outline.name: _duplicate(d.outline, d.kept, d.relation) for d in built.duplicates},
        **{name: _failed(failure, "failed") for name, failure in built.failures.items()},
        **{name: _failed(_SKIPPED, "skipped") for name in built.skipped},
    }
    documents = Counter(rule for _, c in built.documents.values() for rule in c.rules)
    return {
        "rdgraph": rdgraph.__version__,
        "rules": pack.digest,
        "summary": {
            "files": len(files),
            "read": len(built.documents),
            "duplicates": len(built.duplicates),
            "failed": len(built.failures),
            "skipped": len(built.skipped),
            "issues": sum(outline.issue is not None for outline, _ in built.documents.values()),
            "articles": counts.articles,
            "entities": counts.entities,
            "relations": counts.relations,
            "quantities": counts.quantities,
            "activities": counts.activities,
            "triples": counts.triples,
        },
        "files": [{"name": name, **files[name]} for name in sorted(files)],
        "coverage": [
            {"rule": rule, "hits": hits, "files": documents[rule]}
            for rule, hits in sorted(counts.rules.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
        "unused": sorted({compiled.rule.id for compiled in pack.rules} - set(counts.rules)),
    }


_SKIPPED = Failure(both("corpus.skipped"), both("corpus.skipped-remedy"))


def _read(outline: Outline, counts: Counts) -> dict[str, Any]:
    return {
        "status": "read",
        **_masthead(outline),
        "articles": counts.articles,
        "entities": counts.entities,
        "relations": counts.relations,
        "quantities": counts.quantities,
        "activities": counts.activities,
        "missing": list(_missing(outline, counts)),
        "unresolved": [
            {
                "article": m.article,
                "surface": m.surface,
                "code": m.reason,
                **_why(m.reason),
            }
            for m in counts.lost
        ],
    }


def _masthead(outline: Outline) -> dict[str, Any]:
    issue = outline.issue
    return {
        "sha256": outline.sha256,
        "mediaType": outline.media_type,
        "pages": outline.pages or None,
        "title": issue.title if issue else None,
        "number": issue.number if issue else None,
        "totalNumber": issue.total_number if issue else None,
        "date": issue.date.isoformat() if issue and issue.date else None,
    }


def _duplicate(outline: Outline, kept: str, relation: str) -> dict[str, Any]:
    said = {language: message(f"edition.{relation}", language) for language in _LANGUAGES}
    return {"status": "duplicate", **_masthead(outline), "duplicateOf": kept, "relation": relation, **said}


def _failed(failure: Failure, status: str) -> dict[str, Any]:
    return {"status": status, "problem": failure.problem, "remedy": failure.remedy}


def _missing(outline: Outline, counts: Counts) -> Iterator[dict[str, str]]:
    for finding in outline.findings:
        yield {**_said(f"finding.{finding.code}", **dict(finding.values)), "code": finding.code}
    for position, slogan, parts in counts.slogans:
        yield _said("report.slogan-differs", position=position, slogan=slogan, parts=parts)
    for position, title in counts.unknown_areas:
        yield _said("report.unknown-area", position=position, title=title)


def _said(code: str, **values: object) -> dict[str, str]:
    return {"code": code, **{language: message(code, language, **values) for language in _LANGUAGES}}


def _why(code: str) -> dict[str, str]:
    return {language: reason(code, language) for language in _LANGUAGES}


def _page(report: dict[str, Any]) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, loader=PackageLoader("rdgraph.corpus", "templates"),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("report.html").render(report=report, say=message, language="zh")
