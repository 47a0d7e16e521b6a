"""A table of answers as text, for a terminal, a spreadsheet, a program or a document: see `FORMATS`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pyoxigraph as ox

from rdgraph.messages import plain
from rdgraph.query.evaluate import PREFIX_TABLE, Table, Term
from rdgraph.query.questions import catalogue


def as_text(term: Term | None) -> str:
    """Return a term as a reader wants it: the text of a literal, the shortened IRI of a node."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    return term.value if isinstance(term, (ox.Literal, ox.BlankNode)) else str(term)


def shorten(iri: str) -> str:
    """Return an IRI with a prefix, where the rest of it is a plain name."""
    for prefix, namespace in PREFIX_TABLE.items():
        if iri.startswith(namespace) and iri[len(namespace) :].isidentifier():
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def to_table(table: Table) -> str:
    """Return a table for a terminal, under Chinese titles."""
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid()
    for variable in table.variables:
        grid.add_column(Text(catalogue().title(variable)), overflow="fold")
    for row in table.rows:
        grid.add_row(*(Text(plain(as_text(term))) for term in row))
    out = io.StringIO()
    console = Console(file=out, width=None if _is_terminal() else 200, force_terminal=False)
    console.print(grid)
    return out.getvalue()


def to_csv(table: Table) -> str:
    """Return CSV as SPARQL 1.1 has it: variables as header, IRIs and texts bare, CR LF between rows."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.variables)
    for row in table.rows:
        writer.writerow(
            "" if t is None else t.value if isinstance(t, (ox.Literal, ox.NamedNode)) else str(t) for t in row
        )
    return out.getvalue()


def to_json(table: Table) -> str:
    """Return SPARQL 1.1 Query Results JSON."""
    if table.variables == ("ask",):
        answer = table.rows[0][0]
        value = isinstance(answer, ox.Literal) and answer.value == "true"
        return json.dumps({"head": {}, "boolean": value}) + "\n"
    bindings = [
        {name: json_term(term) for name, term in zip(table.variables, row, strict=True) if term is not None}
        for row in table.rows
    ]
    document = {"head": {"vars": list(table.variables)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def to_markdown(table: Table) -> str:
    """Return a table in Markdown, under Chinese titles."""
    lines = [[catalogue().title(v) for v in table.variables], ["---"] * len(table.variables)]
    lines += [[_cell(as_text(term)) for term in row] for row in table.rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


FORMATS: dict[str, Callable[[Table], str]] = {
    "table": to_table,
    "csv": to_csv,
    "json": to_json,
    "md": to_markdown,
}


def json_term(term: Term) -> dict[str, str]:
    """Return a term as SPARQL 1.1 Query Results JSON writes it."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, ox.Literal):
        raise TypeError(f"{term} has no form in SPARQL 1.1 results")
    found = {"type": "literal", "value": term.value}
    if term.language:
        return {**found, "xml:lang": term.language}
    if term.datatype.value != "http://www.w3.org/2001/XMLSchema#string":
        return {**found, "datatype": term.datatype.value}
    return found


def _cell(text: str) -> str:
    escaped = "".join("\\" + c if c in "\\|`*_<>[]" else c for c in plain(text))
    return " ".join(escaped.split())


def _is_terminal() -> bool:
    import sys

    return sys.stdout.isatty()
