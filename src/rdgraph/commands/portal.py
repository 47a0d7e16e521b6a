"""``rdgraph serve``, ``rdgraph publish`` and ``rdgraph push``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

if TYPE_CHECKING:
    from rdgraph.publish.site import About

_FOLDER = click.Path(exists=True, path_type=Path)


def _about_options(command: F) -> F:
    """Add the options that say what the data set is."""
    for option in (
        click.option("--url", help="Where the site will stand. 站点网址。"),
        click.option("--license", "license_iri", help="IRI of the licence of the data. 数据许可的 IRI。"),
        click.option("--contact", help="Mail or web address for questions. 联系邮箱或网址。"),
        click.option("--publisher", help="Who publishes it. 发布者。"),
        click.option("--title", help="Name of the data set, in Chinese. 数据集名称。"),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("out", type=_FOLDER)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on. 监听地址。")
@click.option("--port", default=7710, show_default=True, type=click.IntRange(0, 65535), help="Port. 端口。")
@click.option(
    "--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1), help="Time limit of a query. 查询时限。"
)
@click.option(
    "--rows", default=50_000, show_default=True, type=click.IntRange(1), help="Row limit of an answer. 结果行数上限。"
)
@click.option("--parallel", default=4, show_default=True, type=click.IntRange(1), help="Queries at once. 并行查询数。")
@_about_options
def serve(
    out: Path, host: str, port: int, seconds: float, rows: int, parallel: int, title: str | None,
    publisher: str | None, contact: str | None, license_iri: str | None, url: str | None,
) -> None:  # fmt: skip
    """Serve a built graph: pages, search, SPARQL endpoint, reconciliation. 提供网页、检索与查询服务。

    OUT is the output folder of a build. Only this machine can reach the server unless --host says otherwise.
    """
    import uvicorn

    from rdgraph.messages import both
    from rdgraph.publish.site import Site
    from rdgraph.server.app import Application
    from rdgraph.server.limits import Limits

    site = Site.of_folder(out, _about(title, publisher, contact, license_iri, url, "sparql"))
    limits = Limits(seconds=seconds, rows=rows, parallel=parallel, waiting=seconds)
    click.echo(both("serve.at", address=f"http://{host}:{port}/"), err=True)
    uvicorn.run(
        Application(site, limits).asgi(), host=host, port=port, log_level="warning", server_header=False,
        timeout_graceful_shutdown=3,
    )  # fmt: skip


def _about(
    title: str | None,
    publisher: str | None,
    contact: str | None,
    license_iri: str | None,
    url: str | None,
    endpoint: str,
) -> About:
    from rdgraph.publish.site import About

    told = {"title": title, "publisher": publisher, "contact": contact, "license": license_iri, "url": url}
    return About(**{k: v for k, v in told.items() if v is not None}, endpoint=endpoint)
