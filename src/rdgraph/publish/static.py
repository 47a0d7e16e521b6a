"""The site as files: the bytes the server would send, with redirect rules for nginx and Apache, and checksums."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from rdgraph.errors import PublishError
from rdgraph.pipeline import write_atomically
from rdgraph.publish.paths import document_path, href, plain_path
from rdgraph.publish.site import Site
from rdgraph.query.rdf import SYNTAXES

SUMS = "SHA256SUMS"
_MARK = ".rdgraph-site"


def write_site(site: Site, folder: Path) -> Iterator[Path]:
    """Write every file of the site; remove what an earlier writing left and this one has not.

    Raises:
        PublishError: the folder holds files that are not ours.
    """
    _claim(folder)
    sums: dict[str, str] = {}
    files = dict.fromkeys(site.paths(), "")
    for path in [*files, "nginx.conf", ".htaccess"]:
        body = _body(site, path)
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.read_bytes() != body:
            write_atomically(target, body)
        sums[path] = hashlib.sha256(body).hexdigest()
        yield target
    listing = "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))
    write_atomically(folder / SUMS, listing.encode())
    yield folder / SUMS
    _sweep(folder, {*sums, SUMS, _MARK})


def nginx_rules(site: Site) -> str:
    """Return rules for an nginx server block: a thing leads to the document that the client accepts."""
    lines = [
        "# 将本文件放在 http{} 内引用：include /path/to/nginx.conf; 并把 root 改为站点目录。",
        "# Include this within http {} and set root to the folder of the site.",
        "map $http_accept $rdgraph_form {",
        "    default html;",
        '    "~*(^|,)\\s*text/html" html;',
        '    "~*application/ld\\+json" jsonld;',
        '    "~*text/turtle" ttl;',
        '    "~*application/n-triples" nt;',
        '    "~*application/rdf\\+xml" rdf;',
        "}",
        'map $request_uri $rdgraph_thing { "~^/id/(?<rdgraph_rest>[^?#]*)" $rdgraph_rest; }',
        "server {",
        "    listen 127.0.0.1:8080;",
        "    root /var/www/rdgraph;",
        "    charset utf-8;",
        "    charset_types text/html text/turtle application/n-triples application/n-quads text/csv text/plain;",
        "    types {",
        *(f"        {s.media_type} {s.suffix};" for s in SYNTAXES.values()),
        "        application/n-quads nq; text/html html; text/css css; text/javascript js;",
        "        application/json json; text/csv csv; text/plain txt; application/xml graphml gexf;",
        "    }",
        '    add_header Access-Control-Allow-Origin "*" always;',
        "    add_header X-Content-Type-Options nosniff always;",
    ]
    for thing, path in _exceptions(site):
        lines += [
            f'    location = "{_nginx(thing)}" {{',
            "        add_header Vary Accept always;",
            f"        return 303 /{href(path)}.$rdgraph_form;",
            "    }",
        ]
    lines += [
        "    location /id/ {",
        "        add_header Vary Accept always;",
        '        add_header Access-Control-Allow-Origin "*" always;',
        "        return 303 /doc/$rdgraph_thing.$rdgraph_form;",
        "    }",
        "    location = /ns { add_header Vary Accept always; return 303 /ns.$rdgraph_form; }",
        "}",
    ]
    return "\n".join(lines) + "\n"


def apache_rules(site: Site) -> str:
    """Return the same rules for Apache (.htaccess; needs mod_rewrite and mod_headers)."""
    forms = [(s.suffix, s.media_type.replace("+", "\\+")) for s in SYNTAXES.values()]
    lines = [
        "Options -MultiViews",
        "AddDefaultCharset utf-8",
        *(f"AddType {s.media_type} .{s.suffix}" for s in SYNTAXES.values()),
        "AddType application/n-quads .nq",
        "AddType application/xml .graphml .gexf",
        "<IfModule mod_headers.c>",
        'Header always set Access-Control-Allow-Origin "*"',
        'Header always set X-Content-Type-Options "nosniff"',
        'Header always append Vary "Accept" "expr=%{REQUEST_URI} =~ m#^/(id/|ns$)#"',
        "</IfModule>",
        "RewriteEngine On",
    ]
    for thing, path in _exceptions(site):
        pattern = "".join(c if c.isalnum() else f"\\{c}" if c.isascii() else c for c in thing.removeprefix("/"))
        for suffix, media in (*forms, ("html", "")):
            if media:
                lines += ["RewriteCond %{HTTP_ACCEPT} !text/html", f"RewriteCond %{{HTTP_ACCEPT}} {media}"]
            lines.append(f'RewriteRule "^{pattern}$" "/{href(path)}.{suffix}" [R=303,L,NE]')
    for suffix, media in forms:
        lines += ["RewriteCond %{HTTP_ACCEPT} !text/html", f"RewriteCond %{{HTTP_ACCEPT}} {media}"]
        lines.append(f'RewriteRule "^id/(.+)$" "/doc/$1.{suffix}" [R=303,L]')
    lines.append('RewriteRule "^id/(.+)$" "/doc/$1.html" [R=303,L]')
    for suffix, media in forms[:2]:
        lines += ["RewriteCond %{HTTP_ACCEPT} !text/html", f"RewriteCond %{{HTTP_ACCEPT}} {media}"]
        lines.append(f'RewriteRule "^ns$" "/ns.{suffix}" [R=303,L]')
    lines.append('RewriteRule "^ns$" "/ns.html" [R=303,L]')
    return "\n".join(lines) + "\n"


def _exceptions(site: Site) -> Iterator[tuple[str, str]]:
    """Yield the things whose document does not stand where the common rule looks for it, as servers see their path."""
    base = site.dataset.base
    for node in site.index.documented:
        path = document_path(base, node.value)
        local = node.value.removeprefix(base)
        if path is not None and plain_path(local) != path:
            yield "/id/" + plain_path(local).removeprefix("doc/"), path


def _nginx(path: str) -> str:
    """Quote a decoded path for a location; a dollar sign cannot stand in a name, for IRIs escape it."""
    return path.replace("\\", "\\\\").replace('"', '\\"')


def _body(site: Site, path: str) -> bytes:
    if path == "nginx.conf":
        return nginx_rules(site).encode()
    if path == ".htaccess":
        return apache_rules(site).encode()
    page = site.render(path)
    if page is None:
        raise PublishError.of("publish.page", path=path)
    return page.body


def _claim(folder: Path) -> None:
    """Refuse to write among the files of somebody else."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARK).is_file():
        raise PublishError.of("publish.folder", file=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).touch()


def _sweep(folder: Path, known: set[str]) -> None:
    for file in sorted(folder.rglob("*"), reverse=True):
        if file.is_file() and file.relative_to(folder).as_posix() not in known:
            file.unlink()
        elif file.is_dir() and not any(file.iterdir()):
            file.rmdir()
