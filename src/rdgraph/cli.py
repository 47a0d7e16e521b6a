"""The command line. Heavy modules are imported where a command needs them, so that --help answers at once."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from rdgraph import __version__
from rdgraph.commands.values import absolute, bars
from rdgraph.corpus.options import corpus_options
from rdgraph.errors import ExportError, RdgraphError

NOTHING = 1
"""Exit code where an error ends a command; `rdgraph.corpus.options` has those of a build."""


class _Commands(click.Group):
    """Turns every error into a message and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        try:
            return super().invoke(ctx)
        except RdgraphError as error:
            from rdgraph.messages import plain

            click.echo(plain(str(error)), err=True)
            ctx.exit(NOTHING)
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except BrokenPipeError:  # whoever read the output (head, less) wants no more of it
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except Exception as error:  # a fault of ours: say where, so that it can be reported
            from rdgraph.messages import both

            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(frame.filename).name}:{frame.lineno}"
            click.echo(both("command.unexpected", error=repr(error), place=place), err=True)
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
@click.option("--base", default=None, callback=absolute, help="Base of the IRIs. 图谱 IRI 的前缀。")
@_RULES
@corpus_options
def build(
    sources: tuple[Path, ...], output: Path, no_text: bool, with_contacts: bool, base: str | None,
    rules: tuple[Path, ...], **settings: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    """Read newsletters and write graph.ttl and network.html. 读取简报，写出图谱与网络图。

    SOURCES are files, folders or zip archives; without any, the bundled sample is built. A second build into the same
    folder reads only what has changed.
    """
    from rdgraph import pipeline
    from rdgraph.corpus.command import build_sources
    from rdgraph.graph.vocabulary import DEFAULT_BASE
    from rdgraph.messages import both

    options = pipeline.Options(base or DEFAULT_BASE, not no_text, with_contacts, rules)
    if not sources:
        click.echo(both("build.sample"), err=True)
    code = build_sources(sources or pipeline.sample_sources(), output, options, keep=bool(sources), **settings)
    sys.exit(code)


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
    page = network_view(load_graph(graph))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, page)
    except OSError as error:
        raise ExportError.of("build.unwritable", file=str(target), reason=error.strerror or error) from error
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
    "--min", "minimum", multiple=True, metavar="PART=F1", callback=bars,
    help="Exit 1 where a part is below. 低于此值则退出码为 1。",
)  # fmt: skip
def score(
    graph: Path, gold: tuple[Path, ...], against: Path | None, errors: bool, minimum: tuple[tuple[str, float], ...]
) -> None:  # fmt: skip
    """Score GRAPH (Turtle) against annotations GOLD. 用人工标注评分。"""
    from rdgraph.graph.resources import load_graph
    from rdgraph.messages import both
    from rdgraph.scoring import Score, load_gold, score_graph

    def total(path: Path) -> Score:
        loaded, result = load_graph(path), Score()
        for file in gold:
            result.merge(score_graph(loaded, load_gold(file), file.stem))
        return result

    result = total(graph)
    for line in result.lines():
        click.echo(line)
    if errors:
        for line in result.misses:
            click.echo(f"miss  {line}")
        for line, rule in result.extras.items():
            click.echo(f"extra {line}  [{rule}]")
    if against is not None:
        gained, lost = result.changes(total(against))
        click.echo(both("score.gains", other=against, gained=len(gained), lost=len(lost)))
        for title, lines in (("得 gained", gained), ("失 lost", lost)):
            for line, rule in lines.items():
                click.echo(f"{title} {line}  [{rule}]")
    short = [f"{part}={bar:g}" for part, bar in minimum if result.figure(part) < bar]
    if short:
        click.echo(both("score.below", parts="，".join(short)), err=True)
        sys.exit(1)


def _register() -> None:
    """Add the commands that have a module of their own."""
    from rdgraph.commands.ask import query, questions
    from rdgraph.commands.check import validate
    from rdgraph.commands.portal import publish, push, serve

    for command in (query, questions, serve, publish, push, validate):
        main.add_command(command)


_register()
