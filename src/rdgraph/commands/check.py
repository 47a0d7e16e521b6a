"""``rdgraph validate``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rdflib import Graph

    from rdgraph.graph.report import Result


@click.command()
@click.argument("graph", type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the report. 报告格式。")  # fmt: skip  # noqa: E501
def validate(graph: Path, form: str) -> None:
    """Test a graph against the shapes and the rules of the model. 用形状约束检验图谱。

    Each finding names node, rule, value and the passage it rests on. Exit code 1 where one is a violation.
    """
    import rdflib

    from rdgraph.graph.validate import validate as check
    from rdgraph.messages import both, plain
    from rdgraph.query.dataset import graph_file, read_triples

    file = graph_file(graph)
    lines = "".join(f"{triple} .\n" for triple in read_triples(file))
    data = rdflib.Graph().parse(data=lines, format="nt")
    report = check(data)
    found = [(r, sorted(passages(data, r))) for r in report.results]
    if form == "json":
        findings = [
            {
                "severity": r.severity.name.lower(),
                "node": r.focus,
                "path": r.path,
                "value": r.value,
                "rule": r.shape,
                "constraint": r.constraint,
                "message": {"zh": r.message, "en": r.message_en},
                "passages": [{"iri": iri, "text": text} for iri, text in where],
            }
            for r, where in found
        ]
        report_json = {"file": file.name, "conforms": report.conforms, "findings": findings}
        click.echo(json.dumps(report_json, ensure_ascii=False, indent=1))
    else:
        for r, where in found:
            click.echo(plain(f"{'违规' if r in report.violations else '提醒'}  {r.message} ({r.message_en})"))
            click.echo(plain(f"    节点 {r.focus}  {r.path} {r.value}".rstrip()))
            click.echo(f"    规则 {r.shape}  {r.constraint}")
            for iri, text in where:
                click.echo(plain(f"    原文 {text}  <{iri}>"))
        totals = {"violations": len(report.violations), "warnings": len(report.warnings)}
        click.echo(both("validate.ok" if report.conforms else "validate.bad", file=file, **totals))
    if not report.conforms:
        sys.exit(1)


def passages(graph: Graph, result: Result) -> Iterator[tuple[str, str]]:
    """Yield the passages that the node of a finding rests on, or the node itself where it is one, with their text."""
    import rdflib
    from rdflib import PROV

    from rdgraph.graph.vocabulary import NIF

    node = rdflib.URIRef(result.focus)
    candidates = {node, *graph.objects(node, PROV.wasDerivedFrom)}
    for passage in candidates:
        for article in graph.objects(passage, NIF.referenceContext):
            anchor = graph.value(passage, NIF.anchorOf)
            yield str(passage), str(anchor) if anchor is not None else str(article)
