"""`rdgraph build`: run a build, say what became of it, and tell full, partial and no success apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from rdgraph.corpus.build import Built, build
from rdgraph.corpus.options import FULL, NOTHING, PARTIAL, processors
from rdgraph.corpus.progress import bar
from rdgraph.corpus.report import write_report
from rdgraph.corpus.settings import Settings
from rdgraph.messages import both, message, plain
from rdgraph.pipeline import Options

MOST_FILES = 20
"""Files whose gaps are listed one by one; beyond, the report has them."""


def build_sources(
    sources: Sequence[Path], output: Path, options: Options, *, keep: bool, jobs: int | None,
    scheduler: str | None, seconds: float, most_drawn: int,
) -> int:  # fmt: skip
    """Build, write the report, say what is to be said, and return the exit code."""
    settings = Settings(jobs or processors(), scheduler, seconds, most_drawn=most_drawn)
    built = build(sources, output, options, settings, bar, keep=keep)
    for name, failure in built.failures.items():
        click.echo(plain(f"{name}：{failure.problem}。{failure.remedy}"), err=True)
    for duplicate in built.duplicates:
        relation = message(f"edition.{duplicate.relation}")
        click.echo(
            both("build.duplicate", file=duplicate.outline.name, other=duplicate.kept, relation=relation), err=True
        )
    if len(built.documents) <= MOST_FILES:
        _say_gaps(built)
    reports = write_report(built, output, options) if built.documents or len(built.failures) > 1 else []
    if not built.documents:
        click.echo(both("build.none"), err=True)
        return NOTHING
    if built.undrawn:
        click.echo(both("build.undrawn", triples=built.triples, files="、".join(built.undrawn)), err=True)
    for path in (*built.written, *reports):
        click.echo(both("build.written", file=path))
    _say_summary(built)
    return PARTIAL if built.failures else FULL


def _say_gaps(built: Built) -> None:
    """Say what is missing in each file."""
    for name, (outline, counts) in built.documents.items():
        for finding in outline.findings:
            click.echo(f"{plain(name)}：{both(f'finding.{finding.code}', **dict(finding.values))}", err=True)
        for position, title in counts.unknown_areas:
            click.echo(both("file.unknown-area", file=name, position=position, title=title), err=True)


def _say_summary(built: Built) -> None:
    counts = built.counts
    if len(built.documents) + len(built.failures) > 1:
        read = len(built.documents) + len(built.duplicates)
        click.echo(
            both(
                "build.corpus",
                files=read + len(built.failures) + len(built.skipped),
                read=read,
                fresh=built.fresh,
                known=max(0, read + len(built.failures) - built.fresh),
                duplicates=len(built.duplicates),
                failed=len(built.failures),
                skipped=len(built.skipped),
            )
        )
    click.echo(
        both(
            "build.summary",
            issues=sum(outline.issue is not None for outline, _ in built.documents.values()),
            articles=counts.articles,
            entities=counts.entities,
            relations=counts.relations,
            quantities=counts.quantities,
            activities=counts.activities,
            failed=len(built.failures),
        )
    )
