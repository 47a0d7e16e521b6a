"""The command line. Heavy modules are imported where a command needs them, so that --help answers at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rdgraph import __version__
from rdgraph.errors import RdgraphError

if TYPE_CHECKING:
    from rdgraph.pipeline import Outcome

PARTIAL, NOTHING = 3, 1
"""Exit codes: 0 all sources were read, 3 some were not, 1 none was or the build failed, 2 wrong use."""


class _Commands(click.Group):
    """Turns an `RdgraphError` into its message and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        try:
            return super().invoke(ctx)
        except RdgraphError as error:
            from rdgraph.messages import plain

            click.echo(plain(str(error)), err=True)
            ctx.exit(NOTHING)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="rdgraph")
def main() -> None:
    """Build a knowledge graph from the newsletters of Chinese people's congresses. 人大简报知识图谱构建工具。"""


_RULES = click.option(
    "--rules", type=click.Path(exists=True, file_okay=False, path_type=Path), multiple=True,
    help="Folder of your own rule files, to extend or override the bundled ones. 自己的规则文件夹（可多次给出）。",
)  # fmt: skip


@main.command()
@click.argument("sources", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o", "--output", default=Path("out"), show_default=True, type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to. 输出文件夹。",
)  # fmt: skip
@click.option("--no-text", is_flag=True, help="Leave the sentences out: names, facts and offsets only. 不含原文句子。")
@click.option("--with-contacts", is_flag=True, help="Publish the phone number of the colophon. 公开版记中的电话。")
@click.option("--base", default=None, help="Base of the IRIs. 图谱 IRI 的前缀。")
@_RULES
def build(
    sources: tuple[Path, ...], output: Path, no_text: bool, with_contacts: bool, base: str | None,
    rules: tuple[Path, ...],
) -> None:  # fmt: skip
    """Read newsletters and write graph.ttl and network.html. 读取简报，写出图谱与网络图。

    SOURCES are files or folders; without any, the bundled sample is built.
    """
    from rdgraph import pipeline
    from rdgraph.graph.vocabulary import DEFAULT_BASE
    from rdgraph.messages import both

    options = pipeline.Options(base or DEFAULT_BASE, not no_text, with_contacts, rules)
    if not sources:
        click.echo(both("build.sample"), err=True)
    paths = pipeline.find_sources(sources) if sources else pipeline.sample_sources()
    with _progress(both("build.reading"), len(paths)) as advance:
        outcome = pipeline.collect(paths, options, lambda _: advance())
    _report(outcome)
    if not outcome.documents:
        click.echo(both("build.none"), err=True)
        sys.exit(NOTHING)
    for path in pipeline.export(pipeline.graph_of(outcome.facts, options), output):
        click.echo(both("build.written", file=path))
    facts = outcome.facts
    statements = [s for a in facts.articles.values() for s in a.statements]
    click.echo(
        both(
            "build.summary",
            issues=len(facts.issues),
            articles=len(facts.articles),
            entities=len(facts.entities),
            relations=sum(s.predicate != "mentions" for s in statements),
            quantities=sum(len(a.measures) for a in facts.articles.values()),
            activities=sum(len(a.acts) for a in facts.articles.values()),
            failed=len(outcome.failures),
        )
    )
    if outcome.failures:
        sys.exit(PARTIAL)


def _report(outcome: Outcome) -> None:
    """Say what is missing, on standard error."""
    from rdgraph.messages import both, plain
    from rdgraph.text.segment.findings import message as describe

    for _, error in outcome.failures:
        click.echo(plain(str(error)), err=True)
    names: dict[tuple[str, ...], str] = {}
    for key, issue in sorted(outcome.facts.issues.items()):
        names[key] = issue.source_name
    for document in outcome.documents:
        for finding in document.findings:
            text = f"{describe(finding, 'zh')} ({describe(finding, 'en')})"
            click.echo(plain(f"{document.source.name}：{text}"), err=True)
    for article in outcome.facts.articles.values():
        if article.division is None:
            source = names.get(article.issue or (), "")
            click.echo(
                both(
                    "file.unknown-area",
                    file=source,
                    position=article.article.position,
                    title=article.article.title or article.article.text[:16],
                ),
                err=True,
            )


class _progress:  # noqa: N801
    """A progress bar on standard error where that is a terminal and the work is long; silent elsewhere."""

    def __init__(self, title: str, total: int) -> None:
        self._title, self._total = title, total

    def __enter__(self) -> Any:  # noqa: ANN401
        if self._total < 3 or not sys.stderr.isatty():
            self._bar = None
            return lambda: None
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
            console=Console(stderr=True),
        )  # fmt: skip
        self._bar.start()
        task = self._bar.add_task(self._title, total=self._total)
        bar = self._bar
        return lambda: bar.advance(task)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


@main.command()
@click.argument("graph", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; network.html beside GRAPH by default. 输出文件。",
)
def view(graph: Path, output: Path | None) -> None:
    """Make the interactive network view of any Turtle file that follows the model. 由图谱生成网络图。"""
    from rdgraph.export import network_view
    from rdgraph.graph.resources import load_graph
    from rdgraph.messages import both
    from rdgraph.pipeline import write_atomically

    target = output or graph.parent / "network.html"
    write_atomically(target, network_view(load_graph(graph)))
    click.echo(both("build.written", file=target))


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--article", "position", type=int, help="Only this article, counted from 1. 只看第几篇。")
@_RULES
def explain(file: Path, position: int | None, rules: tuple[Path, ...]) -> None:
    """Print what each rule found in FILE, and why; and what almost matched. 逐篇说明命中的规则与未命中的原因。"""
    from rdgraph.explain import explain_file
    from rdgraph.rules.pack import load_pack

    for line in explain_file(file, load_pack(*rules), position):
        click.echo(line)


@main.group()
def rules() -> None:
    """Work on rules. 规则工具。"""


@rules.command("check")
@_RULES
def rules_check(rules: tuple[Path, ...]) -> None:
    """Run every rule's examples and counter-examples; find dead rules. 用规则自带的例句检验规则。"""
    from rdgraph.checking import check_pack
    from rdgraph.messages import both
    from rdgraph.rules.pack import load_pack

    pack = load_pack(*rules)
    problems = list(check_pack(pack))
    for problem in problems:
        click.echo(problem)
    if problems:
        click.echo(both("rules.bad", count=len(problems)))
        sys.exit(1)
    examples = sum(len(r.rule.examples) + len(r.rule.counter_examples) for r in pack.rules)
    click.echo(both("rules.ok", rules=len(pack.rules), examples=examples))


@main.command()
@click.argument("graph", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("gold", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--against", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Another graph: print what was gained and lost against it. 与另一图谱比较得失。",
)  # fmt: skip
@click.option("--errors", is_flag=True, help="List every miss and extra. 列出每处漏与多。")
@click.option(
    "--min", "minimum", multiple=True, metavar="PART=F1", help="Exit 1 where a part is below. 低于此值则退出码为 1。"
)
def score(graph: Path, gold: tuple[Path, ...], against: Path | None, errors: bool, minimum: tuple[str, ...]) -> None:
    """Score GRAPH (Turtle) against annotations GOLD. 用人工标注评分。"""
    from rdgraph.graph.resources import load_graph
    from rdgraph.messages import both
    from rdgraph.scoring import PARTS, Score, load_gold, score_graph

    def total(path: Path) -> Score:
        loaded, result = load_graph(path), Score()
        for file in gold:
            result.merge(score_graph(loaded, load_gold(file), file.stem))
        return result

    result = total(graph)
    for part in PARTS:
        t = result.part(part)
        click.echo(
            f"{part:12} {result.figure(part):.3f}   P {t.precision:.3f}  R {t.recall:.3f}"
            f"  gold {t.hits + t.misses:4}  built {t.hits + t.extras:4}"
        )
    if errors:
        for line in result.faults:
            click.echo(line)
    if against is not None:
        before = total(against)
        gained = sorted(
            (result.lines - before.lines) | {f"-{f}" for f in set(before.faults) - set(result.faults) if f[0] == "e"}
        )
        lost = sorted(
            (before.lines - result.lines) | {f for f in set(result.faults) - set(before.faults) if f[0] == "e"}
        )
        click.echo(both("score.gains", other=against, gained=len(gained), lost=len(lost)))
        for mark, lines in (("+", gained), ("−", lost)):
            for line in lines:
                click.echo(f"{mark} {line}")
    short = [m for m in minimum if result.figure(m.partition("=")[0]) < float(m.partition("=")[2])]
    if short:
        click.echo("低于要求 (below the bar): " + "，".join(short), err=True)
        sys.exit(1)
