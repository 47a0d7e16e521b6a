"""``rdgraph serve``, ``rdgraph publish`` and ``rdgraph push``."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rdgraph.commands.values import absolute, address

F = TypeVar("F", bound=Callable[..., Any])

if TYPE_CHECKING:
    from rdgraph.publish.site import About

_FOLDER = click.Path(exists=True, path_type=Path)


def _about_options(command: F) -> F:
    """Add the options that say what the data set is."""
    for option in (
        click.option(
            "--links",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="RDF file of owl:sameAs, skos:exactMatch … to merge, for instance to Wikidata. 外部链接文件。",
        ),
        click.option("--url", callback=absolute, help="Where the site will stand. 站点网址。"),
        click.option(
            "--license", "license_iri", callback=absolute, help="IRI of the licence of the data. 数据许可的 IRI。"
        ),
        click.option("--contact", callback=address, help="Mail or web address for questions. 联系邮箱或网址。"),
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
    publisher: str | None, contact: str | None, license_iri: str | None, url: str | None, links: Path | None,
) -> None:  # fmt: skip
    """Serve a built graph: pages, search, SPARQL endpoint, reconciliation. 提供网页、检索与查询服务。

    OUT is the output folder of a build. Only this machine can reach the server unless --host says otherwise.
    """
    import uvicorn

    from rdgraph.messages import both
    from rdgraph.publish.site import Site
    from rdgraph.server.app import Application
    from rdgraph.server.limits import Limits

    gc.disable()  # What is read stays: to look through it for garbage takes a fifth of the time. The server enables it.
    site = Site.of_folder(out, _about(title, publisher, contact, license_iri, url, "sparql"), links)
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


@click.command()
@click.argument("out", type=_FOLDER)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--endpoint", default="", help="Address of a SPARQL endpoint for the query page. 查询页所用端点的地址。")
@_about_options
def publish(
    out: Path, folder: Path, endpoint: str, title: str | None, publisher: str | None, contact: str | None,
    license_iri: str | None, url: str | None, links: Path | None,
) -> None:  # fmt: skip
    """Write a static site, data files and their descriptions. 写出静态网站、数据文件及其说明。

    OUT is the output folder of a build, FOLDER an empty folder or a site written before. Any web server can show it;
    nginx.conf and .htaccess in it have the redirect rules.
    """
    from rdgraph.messages import both
    from rdgraph.publish.site import Site
    from rdgraph.publish.static import write_site

    site = Site.of_folder(out, _about(title, publisher, contact, license_iri, url, endpoint), links)
    count = sum(1 for _ in write_site(site, folder))
    click.echo(both("publish.done", count=count, folder=folder))


@click.command()
@click.argument("url")
@click.option(
    "--graph", default=Path("out"), show_default=True, type=_FOLDER,
    help="Output folder of a build, or an RDF file. 建图的输出文件夹或 RDF 文件。",
)  # fmt: skip
@click.option("--user", default="", help="Account of the store (Digest or Basic). 存储的账号。")
@click.option("--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File with its password; else it is read from RDGRAPH_PUSH_PASSWORD, or asked for. 存放密码的文件；不给则取环境变量，否则当面询问。")  # fmt: skip  # noqa: E501
@click.option("--chunk", default=4 * 2**20, show_default=True, type=click.IntRange(1024), help="Bytes of a request at most. 单次请求的字节上限。")  # fmt: skip  # noqa: E501
@click.option("--state", type=click.Path(dir_okay=False, path_type=Path), help="File that remembers what was sent. 记录进度的文件。")  # fmt: skip  # noqa: E501
@click.option("--links", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="RDF file of links to merge. 外部链接文件。")  # fmt: skip  # noqa: E501
def push(
    url: str, graph: Path, user: str, password_file: Path | None, chunk: int, state: Path | None, links: Path | None
) -> None:
    """Send a built graph to a SPARQL 1.1 store by Graph Store Protocol. 把图谱发送到三元组存储。

    URL is the Graph Store of the store, such as http://127.0.0.1:7878/store. Each issue becomes a named graph. With
    --state, a push that was interrupted goes on where it stopped, and one that is repeated sends only what has changed.
    """
    from rdgraph.messages import both
    from rdgraph.publish.push import Target
    from rdgraph.publish.push import push as send
    from rdgraph.query.dataset import Dataset

    password = _password(password_file) if user else ""
    count = graphs = 0
    for sent in send(Dataset.load(graph, links), Target(url, user, password, chunk), state):
        code = "push.skipped" if sent.skipped else "push.removed" if sent.removed else "push.graph"
        click.echo(both(code, graph=sent.graph, count=sent.triples))
        count, graphs = count + sent.triples, graphs + (not sent.removed)
    click.echo(both("push.done", graphs=graphs, count=count))


def _password(file: Path | None) -> str:
    """Return the password of the store; not from the command line, which every user of the machine can see."""
    from rdgraph.messages import both

    if file is not None:
        return file.read_text(encoding="utf-8").strip()
    told = os.environ.get("RDGRAPH_PUSH_PASSWORD")
    return click.prompt(both("push.password"), hide_input=True, err=True, type=str) if told is None else told
