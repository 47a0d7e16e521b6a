"""The server, over HTTP on loopback: protocol, limits, negotiation, pages, reconciliation."""

import asyncio
import csv
import io
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import jsonschema
import pyoxigraph as ox
import pytest

from rdgraph.graph.resources import REFERENCE, ontology_file
from rdgraph.query.dataset import Dataset
from rdgraph.server.limits import Limits
from rdgraph.server.pool import Job, Pool
from tests.served import fetch, rdgraph_server

HERE = Path(__file__).parent
SMALL = HERE / "data" / "two-issues.ttl"
SCHEMAS = HERE.parents[1] / "shared" / "reference" / "reconciliation-0.2"
if not SCHEMAS.is_dir():
    SCHEMAS = HERE.parents[2] / "shared" / "reference" / "reconciliation-0.2"

BASE = "https://example.org/kg/"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
FORM = "application/x-www-form-urlencoded"
PRACTICE = quote("practice/二联动")


@pytest.fixture(scope="module")
def server():
    with rdgraph_server(SMALL, "--seconds", "2", "--rows", "300", "--parallel", "2") as url:
        yield url


def sparql(server, query, accept="application/sparql-results+json"):
    return fetch(f"{server}/sparql", urlencode({"query": query}), Content_Type=FORM, Accept=accept)


def rows(server, query):
    status, _, body = sparql(server, query)
    assert status == 200, body
    return json.loads(body)["results"]["bindings"]


# ── SPARQL 1.1 Protocol ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_three_forms_of_a_query(server):
    by_get = fetch(f"{server}/sparql?{urlencode({'query': COUNT})}", Accept="text/csv")
    by_form = fetch(f"{server}/sparql", urlencode({"query": COUNT}), Content_Type=FORM, Accept="text/csv")
    direct = fetch(f"{server}/sparql", COUNT, Content_Type="application/sparql-query", Accept="text/csv")
    assert by_get[0] == by_form[0] == direct[0] == 200
    assert by_get[2] == by_form[2] == direct[2]
    assert int(by_get[2].split()[1]) > 200


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("*/*", "application/sparql-results+json"),
        ("text/html, text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
    ],
)
def test_result_formats(server, accept, kind):
    query = "SELECT ?l WHERE { ?s skos:prefLabel ?l } ORDER BY ?l LIMIT 2"
    status, headers, body = sparql(server, query, accept)
    assert (status, headers["content-type"], headers["vary"]) == (200, kind, "Accept")
    assert headers["access-control-allow-origin"] == "*"
    assert "上城区".encode() in body


def test_ask_construct_and_describe(server):
    assert json.loads(sparql(server, "ASK { ?s a rd:Issue }")[2])["boolean"] is True
    construct = "CONSTRUCT { ?s a rd:Issue } WHERE { ?s a rd:Issue }"
    for accept, form in (
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
    ):
        status, headers, body = sparql(server, construct, accept)
        assert (status, headers["content-type"].partition(";")[0]) == (200, accept)
        assert len(list(ox.parse(body, format=form))) == 2
    described = sparql(server, f"DESCRIBE <{BASE}division/330102>", "text/turtle")
    assert "上城区".encode() in described[2]
    assert sparql(server, construct, "image/png")[0] == 406


def test_named_graphs_and_the_dataset_of_a_request(server):
    found = {
        r["g"]["value"]: int(r["n"]["value"])
        for r in rows(server, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    }
    assert set(found) == {
        f"{BASE}graph/issue/甲刊/7", f"{BASE}graph/issue/甲刊/8", f"{BASE}graph/article/散篇/abc",
        f"{BASE}graph/entities", f"{BASE}graph/divisions",
    }  # fmt: skip
    one = f"{BASE}graph/issue/甲刊/8"
    asked = urlencode({"query": COUNT, "default-graph-uri": one})
    body = fetch(f"{server}/sparql", asked, Content_Type=FORM, Accept="text/csv")[2]
    assert int(body.split()[1]) == found[one]


def test_a_bare_get_describes_the_service(server):
    status, headers, body = fetch(f"{server}/sparql", Accept="text/turtle")
    assert (status, headers["content-type"], headers["vary"]) == (200, "text/turtle", "Accept")
    triples = {q.triple for q in ox.parse(body, format=ox.RdfFormat.TURTLE)}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    said = {(t.predicate.value, getattr(t.object, "value", "")) for t in triples}
    assert (sd + "endpoint", f"{server}/sparql") in said
    assert (sd + "supportedLanguage", sd + "SPARQL11Query") in said
    assert (sd + "name", f"{BASE}graph/issue/甲刊/7") in said
    status, headers, _ = fetch(f"{server}/sparql", Accept="text/html")
    assert (status, headers["location"]) == (303, "query.html")


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        ("query=SELECT", FORM, 400),
        ("query=ASK{}&query=ASK{}", FORM, 400),
        ("nothing=1", FORM, 400),
        (b"query=%FF%FE", FORM, 400),
        (b"\xff\xfe", "application/sparql-query", 400),
        ("ASK {}", "text/plain", 415),
        ("INSERT DATA { <a:a> <a:b> 1 }", "application/sparql-update", 403),
        (urlencode({"update": "DROP ALL"}), FORM, 403),
        (urlencode({"query": "INSERT DATA { <a:a> <a:b> 1 }"}), FORM, 403),
        (urlencode({"query": "LOAD <http://127.0.0.1:9/>"}), FORM, 403),
        (urlencode({"query": "ASK {}", "default-graph-uri": "not an iri"}), FORM, 400),
        (urlencode({"query": "ASK { ?s ?p '" + "x" * 40_000 + "' }"}), FORM, 413),
        ("query=" + "x" * 200_000, FORM, 413),
    ],
)
def test_what_is_refused(server, data, kind, status):
    answer = fetch(f"{server}/sparql", data, Content_Type=kind)
    assert answer[0] == status, answer[2]
    assert answer[1]["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
        "SELECT * {{ \\u0053ERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
        "SELECT * FROM <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}",
        "LOAD <http://127.0.0.1:{port}/>",
    ],
)
def test_no_query_reaches_another_server(server, query):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.3)
        sparql(server, query.format(port=listener.getsockname()[1]))
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_worker_can_reach_nothing_even_without_the_guard(tmp_path):
    import subprocess
    import sys

    data = tmp_path / "data.nq"
    data.write_text("<a:a> <a:b> <a:c> <a:g> .\n")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.3)
        query = f"SELECT * {{ SERVICE <http://127.0.0.1:{listener.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        job = {"query": query, "default_graphs": [], "named_graphs": [], "table_form": "json", "graph_form": "ttl",
               "rows": 10, "answer_bytes": 1000}  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "rdgraph.server.worker", str(data), str(2**30)],
            input=json.dumps(job).encode() + b"\n", capture_output=True, timeout=20, check=True,
            env={"PYTHONPATH": str(HERE.parent / "src"), "PATH": ""},
        )  # fmt: skip
        assert json.loads(done.stdout.splitlines()[1])["outcome"] == "failed"
        with pytest.raises(TimeoutError):
            listener.accept()


# ── Limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_rows_are_limited_and_never_cut_short(server):
    assert len(rows(server, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 300")) == 300
    assert sparql(server, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 301")[0] == 422
    assert sparql(server, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "text/turtle")[0] == 422


def test_a_runaway_is_stopped_and_blocks_nobody(server):
    outcome = {}
    started = time.monotonic()
    runaway = threading.Thread(target=lambda: outcome.update(status=sparql(server, RUNAWAY)[0]))
    runaway.start()
    slowest = 0.0
    while runaway.is_alive() and time.monotonic() - started < 20:
        before = time.monotonic()
        assert rows(server, COUNT)
        slowest = max(slowest, time.monotonic() - before)
    runaway.join(20)
    assert outcome["status"] == 504
    assert time.monotonic() - started < 6
    assert slowest < 1.5
    assert rows(server, COUNT)


def test_more_runaways_than_workers_end_too(server):
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(sparql(server, RUNAWAY)[0])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert set(statuses) <= {503, 504}
    assert len(statuses) == 4
    deadline = time.monotonic() + 10
    while sparql(server, COUNT)[0] != 200:
        assert time.monotonic() < deadline


def test_a_client_that_leaves_frees_its_worker(server):
    port = int(server.rpartition(":")[2])
    body = urlencode({"query": RUNAWAY})
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", port)) as gone:
            head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
            gone.sendall((head + body).encode())
            time.sleep(0.1)
    assert rows(server, COUNT)


# ── Negotiation and pages ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("accept", "suffix", "kind"),
    [
        ("text/html", "html", "text/html; charset=utf-8"),
        ("*/*", "html", "text/html; charset=utf-8"),
        ("text/turtle", "ttl", "text/turtle; charset=utf-8"),
        ("application/ld+json", "jsonld", "application/ld+json"),
        ("application/n-triples", "nt", "application/n-triples; charset=utf-8"),
        ("application/rdf+xml", "rdf", "application/rdf+xml"),
        ("text/html;q=0.3, text/turtle", "ttl", "text/turtle; charset=utf-8"),
        ("application/xhtml+xml, application/*;q=0.1", "html", "text/html; charset=utf-8"),
    ],
)
def test_a_thing_leads_to_the_document_that_fits(server, accept, suffix, kind):
    status, headers, _ = fetch(f"{server}/id/{PRACTICE}", Accept=accept)
    assert (status, headers["vary"]) == (303, "Accept")
    assert headers["location"] == f"/doc/{PRACTICE}.{suffix}"
    status, headers, body = fetch(server + headers["location"])
    assert (status, headers["content-type"]) == (200, kind)
    assert "alternate" in headers["link"]
    assert "二联动".encode() in body or b"\\u" in body
    assert headers["access-control-allow-origin"] == "*"


def test_a_thing_without_a_form_that_fits(server):
    assert fetch(f"{server}/id/{PRACTICE}", Accept="image/png")[0] == 406
    assert fetch(f"{server}/id/practice/none")[0] == 404
    assert fetch(f"{server}/doc/practice/none.html")[0] == 404
    assert fetch(f"{server}/doc/{PRACTICE}.exe")[0] == 404


def test_head_and_etag(server):
    _status, headers, body = fetch(f"{server}/doc/{PRACTICE}.html")
    again = fetch(f"{server}/doc/{PRACTICE}.html", method="HEAD")
    assert (again[0], again[2]) == (200, b"")
    assert again[1]["content-length"] == str(len(body))
    assert again[1]["etag"] == headers["etag"]
    unchanged = fetch(f"{server}/doc/{PRACTICE}.html", If_None_Match=headers["etag"])
    assert (unchanged[0], unchanged[2]) == (304, b"")
    assert fetch(f"{server}/doc/{PRACTICE}.html", If_None_Match='"other"')[0] == 200


def test_options_is_answered_for_browsers_elsewhere(server):
    for path in ("/sparql", f"/doc/{PRACTICE}.ttl", "/reconcile"):
        status, headers, _ = fetch(server + path, method="OPTIONS", Origin="https://elsewhere.example")
        assert status == 204
        assert headers["access-control-allow-origin"] == "*"
        assert "POST" in headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    "path",
    ["/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/doc/..%2f..%2fetc/passwd", "/doc/%5c..%5cx", "/%00", "/%ff",
     "/id/%2e%2e/x", "/assets/../index.html", "/assets/..%2f__init__.py"],
)  # fmt: skip
def test_no_path_leaves_the_site(server, path):
    status, _, body = fetch(server + path)
    assert status in (400, 404)
    assert b"root:" not in body


def test_methods_that_are_not_allowed(server):
    assert fetch(f"{server}/index.html", "x", method="PUT")[0] == 405
    assert fetch(f"{server}/sparql", method="DELETE")[0] == 405


def test_pages_show_evidence_sharing_and_time(server):
    page = fetch(f"{server}/doc/{PRACTICE}.html")[2].decode()
    assert '<mark><a href="../../doc/' in page
    assert "谁在用" in page
    assert page.index("2024-12-01") < page.index("2025-01-10", page.index("时间线"))
    assert "计划" in page, "a planned use is marked as such"
    article = fetch(f"{server}/doc/{quote('article/甲刊/7/01')}.html")[2].decode()
    assert 'id="statement=1"' in article
    assert '<mark id="char=32,36">' in article
    issue = fetch(f"{server}/doc/{quote('issue/甲刊/7')}.html")[2].decode()
    assert "上城区：“二联动”促实效" in issue
    assert "散篇" in fetch(f"{server}/")[2].decode()
    division = fetch(f"{server}/doc/division/330102.html")[2].decode()
    practices = division.partition("本地机制与项目")[2].partition("</ul>")[0]
    assert f'/{PRACTICE}.html">二联动</a> <small>2 地共有</small>' in practices
    activity = fetch(f"{server}/doc/{quote('article/甲刊/7/02')}.html")[2].decode()
    assert f'/ns.html#concept/activity/{quote("执法检查")}">' in activity


def test_no_page_asks_another_site_for_anything(server):
    import re

    for path in (
        "/",
        "/query.html",
        "/search.html",
        "/ns.html",
        "/ns-reference.html",
        "/questions.html",
        "/data.html",
        f"/doc/{PRACTICE}.html",
    ):
        status, headers, body = fetch(server + path)
        assert status == 200
        assert "default-src 'self'" in headers["content-security-policy"]
        for found in re.findall(rb'<(?:script|img|iframe|link rel="stylesheet")[^>]*(?:src|href)="([^"]*)"', body):
            assert not found.startswith((b"http", b"//")), found


def test_the_ontology_is_documented(server):
    assert fetch(f"{server}/ns", Accept="text/turtle")[1]["location"] == "/ns.ttl"
    page = fetch(f"{server}/ns.html")[2].decode()
    assert 'id="implements"' in page
    assert 'id="concept/activity/执法检查"' in page
    assert 'href="ns-reference.html"' in page
    status, headers, body = fetch(f"{server}/ns-reference.html")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert body == ontology_file(REFERENCE).read_bytes()


def test_health_and_metrics(server):
    assert json.loads(fetch(f"{server}/health")[2])["status"] == "ok"
    text = fetch(f"{server}/metrics")[2].decode()
    assert 'rdgraph_requests_total{route="sparql",status="200"}' in text
    assert 'rdgraph_queries_total{outcome="ok"}' in text


# ── Reconciliation ───────────────────────────────────────────────────────────────────────────────────────────────────


def reconcile(server, **queries):
    status, _, body = fetch(f"{server}/reconcile", urlencode({"queries": json.dumps(queries)}), Content_Type=FORM)
    assert status == 200, body
    return json.loads(body)


def test_reconciliation(server):
    found = reconcile(
        server,
        a={"query": "上城区"},
        b={"query": "“二联动”", "type": "Practice"},
        c={"query": "区检察院", "type": "Organization", "limit": 2},
        d={"query": "上城", "type": "Division"},
        e={"query": "没有这个名称"},
        f={"query": "张三", "type": "Division"},
        g={"query": "建德市", "properties": [{"pid": "within", "v": "杭州市"}]},
    )
    assert found["a"]["result"][0]["id"] == "division/330102"
    assert found["a"]["result"][0]["match"] is True
    assert found["b"]["result"][0]["id"] == "practice/二联动"
    assert found["c"]["result"][0]["id"] == "org/上城区检察院"
    assert found["d"]["result"][0]["match"] is True
    assert found["e"]["result"] == found["f"]["result"] == []
    assert found["g"]["result"][0]["id"] == "division/330182"
    assert fetch(f"{server}/reconcile?{urlencode({'queries': json.dumps({'q': {'query': '上城区'}})})}")[0] == 200


@pytest.mark.parametrize(
    "queries", ["", "[]", "{", '{"a": 1}', '{"a": {}}', "[" * 5000, '{"a": {"query": "甲", "type": 5}}']
)
def test_bad_batches(server, queries):
    status, _, body = fetch(f"{server}/reconcile", urlencode({"queries": queries}), Content_Type=FORM)
    assert status == (200 if queries == "" else 400)
    json.loads(body)


def test_a_limit_that_is_no_number_of_answers_is_the_usual_one(server):
    for limit in ("Infinity", "-1", "0.5", '"3"'):
        queries = f'{{"a": {{"query": "上城区", "limit": {limit}}}}}'
        assert fetch(f"{server}/reconcile", urlencode({"queries": queries}), Content_Type=FORM)[0] == 200


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="../shared/reference is not here")
def test_reconciliation_schemas(server):
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT7

    loaded = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in SCHEMAS.glob("*.json")}
    space = "https://reconciliation-api.github.io/specs/0.2/schemas/"
    resources = [(space + f"{n}.json", Resource(s, DRAFT7)) for n, s in loaded.items()]
    registry = Registry().with_resources(resources)

    def check(name, value):
        schema = {k: v for k, v in loaded[name].items() if k != "$schema"} | {"$id": space + f"{name}.json"}
        jsonschema.Draft7Validator(schema, registry=registry).validate(value)

    check("reconciliation-query-batch", {"a": {"query": "上城区", "type": "Division"}})
    check("reconciliation-result-batch", reconcile(server, a={"query": "上城区"}, b={"query": "联动"}))
    manifest = json.loads(fetch(f"{server}/reconcile")[2])
    without = {k: v for k, v in manifest.items() if k != "authentication"}
    schema = json.loads(json.dumps(loaded["manifest"]))
    schema["properties"].pop("authentication")  # refers to a schema on another site
    loaded["manifest"] = schema
    check("manifest", without)
    check(
        "suggest-entities-response", json.loads(fetch(f"{server}/reconcile/suggest/entity?prefix={quote('上城')}")[2])
    )
    check("suggest-types-response", json.loads(fetch(f"{server}/reconcile/suggest/type?prefix=")[2]))
    check("suggest-properties-response", json.loads(fetch(f"{server}/reconcile/suggest/property?prefix=")[2]))
    assert "上城区" in fetch(f"{server}/reconcile/preview?id=division/330102")[2].decode()
    assert fetch(f"{server}/reconcile/preview?id=none")[0] == 404


# ── A client of somebody else's ──────────────────────────────────────────────────────────────────────────────────────


def test_sparqlwrapper_gets_right_answers(server):
    wrapper = pytest.importorskip("SPARQLWrapper", reason="SPARQLWrapper is not installed")
    from rdgraph.query.questions import catalogue

    for method in (wrapper.GET, wrapper.POST):
        client = wrapper.SPARQLWrapper(f"{server}/sparql")
        client.setMethod(method)
        client.setReturnFormat(wrapper.JSON)
        client.setQuery(catalogue().question("articles-per-issue").sparql)
        found = client.queryAndConvert()["results"]["bindings"]
        assert [(r["totalNumber"]["value"], r["articles"]["value"]) for r in found] == [("7", "2"), ("8", "1")]
    client.setReturnFormat(wrapper.CSV)
    table = list(csv.reader(io.StringIO(client.queryAndConvert().decode())))
    assert table[1][2] == "7"


def test_a_worker_that_cannot_be_started_at_once_is_started_later(monkeypatch):
    """One worker, stopped with its runaway; the first attempt to replace it fails, as where memory is short."""
    attempts = []
    start = Pool._start

    async def failing_once(pool):
        attempts.append(len(attempts))
        if len(attempts) == 2:
            raise OSError("no process can be had")
        await start(pool)

    monkeypatch.setattr(Pool, "_start", failing_once)

    async def scene():
        async with Pool.over(Dataset.load(SMALL), Limits(seconds=1, parallel=1, waiting=30)) as pool:
            await pool.fill()
            first = await pool.run(Job(RUNAWAY))
            second = await pool.run(Job("ASK {}"))
            return first.outcome, second.outcome, pool.alive

    with ThreadPoolExecutor(1) as thread:  # the browser of other tests has a loop in this one
        assert thread.submit(lambda: asyncio.run(scene())).result() == ("too-slow", "ok", 1)
    assert len(attempts) == 3
