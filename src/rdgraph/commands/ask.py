"""``rdgraph query`` and ``rdgraph questions``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rdgraph.errors import QueryError

if TYPE_CHECKING:
    from rdgraph.query.dataset import Dataset
    from rdgraph.query.matching import NotUnderstood

GRAPH = click.option(
    "--graph", "graph", default=Path("out"), show_default=True, type=click.Path(exists=True, path_type=Path),
    help="Output folder of a build, or an RDF file. 建图的输出文件夹或 RDF 文件。",
)  # fmt: skip


@click.command()
@click.argument("text", required=False)
@click.option("--name", help="A saved question; see `rdgraph questions`. 按名称使用预存问题。")
@click.option(
    "--set", "settings", multiple=True, metavar="K=V", help="A parameter of it. 预存问题的参数（可多次给出）。"
)
@GRAPH
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "md"]), default="table", show_default=True,
    help="Form of the answer. 输出格式。",
)  # fmt: skip
def query(text: str | None, name: str | None, settings: tuple[str, ...], graph: Path, form: str) -> None:
    """Ask a built graph. 查询图谱。

    TEXT is SPARQL 1.1, a file of it (.rq), or a question in Chinese such as 哪些区用了四张清单？
    """
    if (text is None) == (name is None):
        raise click.UsageError("给出 TEXT 或 --name 之一。 Give either TEXT or --name.")
    if settings and name is None:
        raise click.UsageError("--set 须与 --name 同用。 --set goes with --name.")
    from rdgraph.query.dataset import Dataset
    from rdgraph.query.evaluate import Table, evaluate
    from rdgraph.query.questions import catalogue
    from rdgraph.query.tables import FORMATS

    if name is not None:
        sparql = catalogue().question(name).bind(_settings(settings))
        dataset = Dataset.load(graph)
    elif text is not None and _is_file(text):
        sparql, dataset = _read(Path(text)), Dataset.load(graph)
    elif text is not None and _looks_like_sparql(text):
        sparql, dataset = text, Dataset.load(graph)
    else:
        dataset = Dataset.load(graph)
        sparql = _understood(text or "", dataset)
    answer = evaluate(dataset.store(), sparql)
    if isinstance(answer, Table):
        click.echo(FORMATS[form](answer), nl=False)
    else:
        from rdgraph.query.rdf import turtle_of

        click.echo(turtle_of(answer).decode(), nl=False)


@click.command()
@click.option("--sparql", "name", metavar="NAME", help="Print the query of one. 打印某个问题的查询语句。")
def questions(name: str | None) -> None:
    """List the saved questions and their parameters. 列出预存问题及其参数。"""
    from rdgraph.query.questions import catalogue

    if name is not None:
        click.echo(catalogue().question(name).sparql, nl=False)
        return
    for question in catalogue().questions.values():
        click.echo(f"{question.name}  {question.zh} ({question.en})")
        for parameter in question.parameters:
            default = "任意 any" if parameter.default is None else parameter.default
            click.echo(
                f"    --set {parameter.name}=…  {parameter.zh} ({parameter.en}; {parameter.type})，默认 {default}"
            )


def _settings(settings: tuple[str, ...]) -> dict[str, str]:
    values = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise QueryError.of("query.no-equals", setting=setting)
        values[key.strip()] = value
    return values


def _understood(text: str, dataset: Dataset) -> str:
    """Return the query for a question in Chinese; say on standard error how it was understood."""
    from rdgraph.messages import both
    from rdgraph.query.evaluate import name_finder
    from rdgraph.query.matching import NotUnderstood, understand

    found = understand(text, name_finder(dataset.store()))
    if isinstance(found, NotUnderstood):
        raise _unclear(text, found)
    told = "，".join(f"{k}={v}" for k, v in found.values.items())
    click.echo(both("query.understood", question=found.question.name, zh=found.question.zh, values=told), err=True)
    for value in found.unknown:
        click.echo(both("query.no-name", value=value), err=True)
    return found.question.bind(found.values)


def _unclear(text: str, found: NotUnderstood) -> QueryError:
    from rdgraph.messages import message

    error = QueryError.of("query.unclear-part" if found.unused else "query.unclear", text=text, part=found.unused)
    if found.nearest:
        near = "；".join(f"{q.name}（{q.zh}）" for q in found.nearest)
        error.remedy, error.remedy_en = (message("query.near", language, near=near) for language in ("zh", "en"))
    return error


def _is_file(text: str) -> bool:
    try:
        return len(text) < 1000 and "\n" not in text and Path(text).is_file()
    except (OSError, ValueError):
        return False


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise QueryError.of("query.encoding", file=str(path)) from error


def _looks_like_sparql(text: str) -> bool:
    from rdgraph.query.guard import keywords

    forms = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE"}
    return bool(keywords(text) & forms) or text.lstrip().upper().startswith(("PREFIX", "BASE"))
