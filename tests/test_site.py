"""The static site, its data files and descriptions; sending to a store; validation. Judged by other people's tools."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote, urlencode

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
import yaml
from click.testing import CliRunner
from rdflib import DCTERMS, PROV, RDF, SH, VOID, URIRef

from rdgraph.cli import main
from rdgraph.errors import PublishError
from rdgraph.publish import catalog
from rdgraph.publish.describe import description
from rdgraph.publish.dumps import DUMPS
from rdgraph.publish.paths import decoded, document_path, uri_of
from rdgraph.publish.push import Target, chunks, push
from rdgraph.publish.site import About, Site
from rdgraph.query.dataset import Dataset
from rdgraph.query.rdf import SYNTAXES, canonical, jsonld_of
from tests.served import fetch, free_port, rdgraph_server, running

HERE = Path(__file__).parent
SMALL = HERE / "data" / "two-issues.ttl"
BASE = "https://example.org/kg/"
DCAT_AP = HERE.parents[1] / "shared" / "reference" / "dcat-ap-3.0.0"
if not DCAT_AP.is_dir():
    DCAT_AP = HERE.parents[2] / "shared" / "reference" / "dcat-ap-3.0.0"


@cache
def site() -> Site:
    return Site.of_folder(SMALL, About(endpoint="sparql", contact="data@example.org", url="https://example.org/"))


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    result = CliRunner().invoke(main, ["publish", str(SMALL), str(folder), "--url", "https://example.org/"])
    assert result.exit_code == 0, result.output
    return folder


def parsed(body, form):
    return {q.triple for q in ox.parse(body, format=form)}


FORMS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML}


def with_context(body):
    """JSON-LD names its context by a relative address; put the context in for parsers that fetch nothing."""
    document = json.loads(body)
    assert document["@context"].endswith("context.jsonld")
    document["@context"] = json.loads(site().render("context.jsonld").body)["@context"]
    return json.dumps(document)


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_site_is_the_same_bytes_whatever_the_order_of_the_input(published, tmp_path):
    shuffled = tmp_path / "graph.nt"
    lines = [f"{t} .\n" for t in Dataset.load(SMALL).triples]
    shuffled.write_text("".join(sorted(lines, key=lambda x: hashlib.md5(x.encode()).digest())), encoding="utf-8")
    code = "from rdgraph.cli import main; main()"
    again = tmp_path / "again"
    command = [sys.executable, "-c", code, "publish", str(shuffled), str(again), "--url", "https://example.org/"]
    environment = {"PYTHONPATH": str(HERE.parent / "src"), "PYTHONHASHSEED": "7", "PATH": ""}
    subprocess.run(command, check=True, capture_output=True, timeout=60, env=environment)
    assert (again / "SHA256SUMS").read_bytes() == (published / "SHA256SUMS").read_bytes()
    for line in (published / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, path = line.split("  ")
        assert hashlib.sha256((published / path).read_bytes()).hexdigest() == digest


def test_publishing_again_removes_what_is_gone_and_touches_nobody_elses(published, tmp_path):
    folder = tmp_path / "site"
    shutil.copytree(published, folder)
    (folder / "doc" / "old.html").write_text("old")
    assert (
        CliRunner().invoke(main, ["publish", str(SMALL), str(folder), "--url", "https://example.org/"]).exit_code == 0
    )
    assert not (folder / "doc" / "old.html").exists()
    assert (folder / "SHA256SUMS").read_bytes() == (published / "SHA256SUMS").read_bytes()
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    result = CliRunner().invoke(main, ["publish", str(SMALL), str(other)])
    assert result.exit_code == 1
    assert "不空" in result.output
    assert [p.name for p in other.iterdir()] == ["mine.txt"]


def test_no_link_of_the_site_is_dead(published):
    import re

    files = {p.relative_to(published).as_posix() for p in published.rglob("*") if p.is_file()}
    anchors = {}
    for path in sorted(f for f in files if f.endswith(".html")):
        anchors[path] = set(re.findall(r'id="([^"]*)"', (published / path).read_text(encoding="utf-8")))
    checked = 0
    for path in anchors:
        page = (published / path).read_text(encoding="utf-8")
        for link in re.findall(r'(?:href|src)="([^"]*)"', page):
            if link.startswith(("http", "mailto", "data:")):
                continue
            target, _, fragment = link.partition("#")
            parts = path.split("/")[:-1] if target else path.split("/")
            for step in unquote(target.partition("?")[0]).split("/") if target else []:
                parts = parts[:-1] if step == ".." else [*parts, step]
            found = "/".join(parts)
            assert found in files, (path, link)
            if fragment and found.endswith(".html"):
                assert unquote(fragment) in anchors[found], (path, link)
            checked += 1
    assert checked > 300


def test_the_network_of_an_export_folder_is_shown_and_offered(tmp_path):
    assert b"graphml" not in site().render("data.html").body
    for name in ("graph.graphml", "graph.gexf", "network.html"):
        (tmp_path / name).write_bytes(f"<x>{name}</x>".encode())
    (tmp_path / "graph.ttl").write_bytes(SMALL.read_bytes())
    whole = Site.of_folder(tmp_path, About())
    page = whole.render("data.html").body.decode()
    for name in ("data/graph.graphml", "data/graph.gexf"):
        assert f'href="{name}"' in page
        found = whole.render(name)
        assert found.body == (tmp_path / name.removeprefix("data/")).read_bytes()
        assert found.media_type == "application/xml"
    assert 'href="network.html"' in page
    assert {"network.html", "data/graph.graphml", "data/graph.gexf"} <= set(whole.paths())


def test_hostile_names_stay_names(tmp_path):
    evil = "<img src=x onerror=alert(1)>\"\\'</script><script>alert(2)</script>"
    graph = tmp_path / "graph.nt"
    node = f"<{BASE}practice/x>"
    lines = [
        f"{node} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/rdgraph/ns#Program> .",
        f"{node} <http://www.w3.org/2004/02/skos/core#prefLabel> {ox.Literal(evil, language='zh')} .",
        f"<{BASE}article/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/rdgraph/ns#Article> .",
        f"<{BASE}article/1> <http://purl.org/dc/terms/title> {ox.Literal(evil, language='zh')} .",
        f"<{BASE}article/1> <https://w3id.org/rdgraph/ns#mentions> {node} .",
    ]
    graph.write_text("\n".join(lines) + "\n", encoding="utf-8")
    hostile = Site.of_folder(graph, About(title=evil, endpoint="sparql"))
    shown = 0
    for path in hostile.paths():
        if path.endswith(".html"):
            body = hostile.render(path).body
            assert b"<img src=x" not in body, path
            assert b"<script>alert" not in body, path
            shown += b"&lt;img" in body
    assert shown > 5


@pytest.mark.parametrize(
    "segment",
    ["a%2Fb", "%2E%2E", "a:b", "长" * 80, "a%3Fb", "CON. ", "~x", "", "局长·代表面对面", "代表%2B文旅"],
)
def test_every_name_has_a_file_of_its_own(segment):
    path = document_path(BASE, f"{BASE}practice/{segment}")
    name = path.removeprefix("doc/practice/")
    assert "/" not in name
    assert name not in ("", ".", "..")
    assert len(name.encode()) <= 160
    assert decoded(quote(path).encode()) == path
    assert (name[0] == "~") == (segment in ("a%2Fb", "%2E%2E", "a:b", "长" * 80, "a%3Fb", "CON. ", "~x", ""))


def test_uris_have_one_form():
    assert uri_of("https://x/局") == "https://x/%E5%B1%80"
    assert uri_of("https://x/%e5%b1%80%7E") == "https://x/%E5%B1%80~"
    assert uri_of("https://x/a%2fb") == "https://x/a%2Fb"


# ── Data ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_dump_says_the_same(published):
    triples = set(Dataset.load(SMALL).all_triples)
    assert parsed((published / "data/graph.ttl").read_bytes(), ox.RdfFormat.TURTLE) == triples
    assert parsed((published / "data/graph.rdf").read_bytes(), ox.RdfFormat.RDF_XML) == triples
    jsonld = with_context((published / "data/graph.jsonld").read_bytes())
    assert parsed(jsonld, ox.RdfFormat.JSON_LD) == triples
    quads = set(ox.parse((published / "data/graph.nq").read_bytes(), format=ox.RdfFormat.N_QUADS))
    assert {q.triple for q in quads} == triples
    assert quads == set(Dataset.load(SMALL).quads)
    in_rdflib = rdflib.Graph().parse(published / "data/graph.ttl")
    assert len(in_rdflib) == len(triples)


def test_each_issue_has_its_graph_and_a_shared_statement_stands_in_each(published):
    graphs = {}
    for q in ox.parse((published / "data/graph.nq").read_bytes(), format=ox.RdfFormat.N_QUADS):
        graphs.setdefault(q.graph_name.value, set()).add(q.triple)
    seven, eight = (graphs[f"{BASE}graph/issue/甲刊/{n}"] for n in (7, 8))
    implements = URIRef("https://w3id.org/rdgraph/ns#implements")
    assert any(t.predicate.value == str(implements) for t in seven)
    [second] = [t for t in eight if t.predicate.value == str(implements)]
    assert second not in seven
    assert not any(t.subject.value.startswith(f"{BASE}article/甲刊/8") for t in seven)


def test_documents_say_the_same_in_every_syntax():
    paths = sorted(site().documents)
    assert len(paths) > 20
    for path in paths:
        triples = parsed(site().render(f"{path}.nt").body, ox.RdfFormat.N_TRIPLES)
        assert triples <= set(site().dataset.all_triples)
        for suffix, form in FORMS.items():
            assert parsed(site().render(f"{path}.{suffix}").body, form) == triples
        assert parsed(with_context(site().render(f"{path}.jsonld").body), ox.RdfFormat.JSON_LD) == triples


def test_a_description_has_the_evidence():
    node = ox.NamedNode(f"{BASE}practice/二联动")
    said = description(site().index, node)
    assert any(t.predicate.value.endswith("anchorOf") for t in said)
    article = ox.NamedNode(f"{BASE}article/甲刊/7/01")
    assert sum(t.predicate.value.endswith("#rule") for t in description(site().index, article)) == 10


def test_csv_reads_as_tables(published):
    for name in (n for n in DUMPS if n.endswith(".csv")):
        body = (published / name).read_bytes()
        assert body.startswith(b"\xef\xbb\xbf")
        table = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        assert len({len(row) for row in table}) == 1
        assert len(table) > 1
    rows = list(csv.DictReader(io.StringIO((published / "data/quantities.csv").read_text(encoding="utf-8-sig"))))
    assert {(r["counted"], r["unit"]) for r in rows} == {("投入", "亿元"), ("补助", "元"), ("建议", "件")}


def test_links_to_elsewhere_are_merged(tmp_path):
    links = tmp_path / "links.ttl"
    links.write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f"<{BASE}division/330102> owl:sameAs <http://www.wikidata.org/entity/Q1> .\n"
        f"<{BASE}division/330182> skos:exactMatch <http://www.wikidata.org/entity/Q2> .\n"
        f'<{BASE}division/330102> skos:prefLabel "别的名称"@zh .\n'
        f"<{BASE}division/999999> owl:sameAs <http://www.wikidata.org/entity/Q3> .\n"
    )
    linked = Site.of_folder(SMALL, About(), links)
    assert len(linked.dataset.links) == 2
    page = linked.render("doc/division/330102.html").body.decode()
    assert '<a href="http://www.wikidata.org/entity/Q1" rel="external">' in page
    assert "别的名称" not in page
    assert "wikidata.org/entity/Q2" in linked.render("doc/division/330182.ttl").body.decode()
    assert f"<{BASE}graph/links>" in linked.render("data/graph.nq").body.decode()


# ── Descriptions ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(not DCAT_AP.is_dir(), reason="../shared/reference is not here")
@pytest.mark.parametrize("endpoint", ["", "sparql"])
def test_dcat_ap(endpoint):
    about = About(endpoint=endpoint, url="https://example.org/")
    data = rdflib.Graph().parse(data=Site.of_folder(SMALL, about).render("dcat.ttl").body, format="turtle")
    for name in ("shapes.ttl", "range.ttl"):
        conforms, _, text = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(DCAT_AP / name))
        assert conforms, text
    _, report, _ = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(DCAT_AP / "shapes_recommended.ttl"))
    missing = {str(p).rpartition("#")[2].rpartition("/")[2] for p in report.objects(None, SH.resultPath)}
    # No coordinates are known, and what kind of body publishes, or of licence it is, is the publisher's to say.
    assert missing <= {"bbox", "centroid", "type"}, missing


def test_dcat_says_what_the_rules_of_the_portal_want():
    g = rdflib.Graph().parse(data=site().render("dcat.ttl").body, format="turtle")
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    whole = URIRef("https://example.org/dataset")
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, dcat.contactPoint, dcat.distribution,
                      dcat.keyword, dcat.theme, DCTERMS.spatial, DCTERMS.temporal, DCTERMS.license):  # fmt: skip
        assert (whole, predicate, None) in g, predicate
    issues = set(g.subjects(dcat.inSeries))
    assert len(issues) == 2
    for node in (whole, *issues):
        made = g.value(node, PROV.wasGeneratedBy)
        assert (made, RDF.type, PROV.Activity) in g
        assert (made, PROV.wasAssociatedWith, None) in g
        assert set(g.objects(node, PROV.wasDerivedFrom)) <= {URIRef(f"{BASE}source/{n}") for n in (1, 2)}
        assert (node, PROV.wasDerivedFrom, None) in g
        assert (node, DCTERMS.issued, None) in g
    assert all((s, RDF.type, dcat.DatasetSeries) in g for s in g.objects(None, dcat.inSeries))
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    for name in DUMPS:
        node = URIRef(f"https://example.org/{name}#distribution")
        body = site().render(name).body
        assert int(g.value(node, dcat.byteSize).toPython()) == len(body)
        assert str(g.value(g.value(node, spdx.checksum), spdx.checksumValue)) == hashlib.sha256(body).hexdigest()
    context = with_context(site().render("dcat.jsonld").body)
    assert len(parsed(context, ox.RdfFormat.JSON_LD)) == len(g)


def test_void_counts_equal_a_recount():
    g = rdflib.Graph().parse(data=site().render("void.ttl").body, format="turtle")
    data = rdflib.Graph().parse(data=site().render("data/graph.ttl").body, format="turtle")
    whole = URIRef("https://example.org/dataset")

    def said(predicate, of=whole):
        return int(g.value(of, predicate))

    assert said(VOID.triples) == len(data)
    assert said(VOID.properties) == len(set(data.predicates()))
    assert said(VOID.classes) == len(set(data.objects(None, RDF.type)))
    assert said(VOID.distinctSubjects) == len(set(data.subjects()))
    assert said(VOID.distinctObjects) == len(set(data.objects()))
    assert said(VOID.entities) == len({s for s in data.subjects() if str(s).startswith(BASE) and "#" not in s})
    parts = {g.value(p, VOID["class"]): said(VOID.entities, p) for p in g.objects(whole, VOID.classPartition)}
    assert parts == {k: len(set(data.subjects(RDF.type, k))) for k in set(data.objects(None, RDF.type))}
    parts = {g.value(p, VOID.property): said(VOID.triples, p) for p in g.objects(whole, VOID.propertyPartition)}
    assert parts == {p: len(list(data.triples((None, p, None)))) for p in set(data.predicates())}
    for predicate in (VOID.vocabulary, VOID.uriSpace, VOID.exampleResource, VOID.dataDump, VOID.sparqlEndpoint):
        assert (whole, predicate, None) in g


def test_citation_and_landing_page(published):
    cited = yaml.safe_load((published / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["cff-version"] == "1.2.0"
    assert str(cited["date-released"]) == "2025-02-10"
    assert cited["authors"][0]["name"]
    page = (published / "index.html").read_text(encoding="utf-8")
    landing = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    for wanted in ("identifier", "creator", "name", "publisher", "datePublished", "description", "keywords", "license"):
        assert landing[wanted], wanted
    assert {d["encodingFormat"] for d in landing["distribution"]} >= {"text/turtle", "application/n-quads"}


# ── Plain web servers ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_server_sends_the_bytes_of_the_files():
    options = ("--url", "https://example.org/", "--contact", "data@example.org", "--parallel", "1")
    with rdgraph_server(SMALL, *options) as url:
        for path in site().paths():
            status, _, body = fetch(f"{url}/{quote(path)}")
            assert (status, body) == (200, site().render(path).body), path


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_serves_it_with_the_same_negotiation(published, tmp_path):
    port = free_port()
    rules = (published / "nginx.conf").read_text(encoding="utf-8")
    rules = rules.replace("127.0.0.1:8080", f"127.0.0.1:{port}").replace("/var/www/rdgraph", str(published))
    root = "user root;\n" if published.owner() == "root" else ""
    (tmp_path / "nginx.conf").write_text(
        f"{root}daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off; client_body_temp_path {tmp_path}; proxy_temp_path {tmp_path};"
        f"fastcgi_temp_path {tmp_path}; uwsgi_temp_path {tmp_path}; scgi_temp_path {tmp_path};\n{rules}}}\n",
        encoding="utf-8",
    )
    command = [shutil.which("nginx"), "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error.log")]
    thing = quote("practice/二联动")
    with running(command, f"http://127.0.0.1:{port}/index.html"):
        for accept, suffix in (("text/html", "html"), ("text/turtle", "ttl"), ("application/ld+json", "jsonld")):
            status, headers, _ = fetch(f"http://127.0.0.1:{port}/id/{thing}", Accept=accept)
            assert (status, headers["vary"]) == (303, "Accept")
            location = headers["location"].removeprefix(f"http://127.0.0.1:{port}")
            assert location == f"/doc/{thing}.{suffix}"
            status, headers, body = fetch(f"http://127.0.0.1:{port}{location}")
            assert status == 200
            assert headers["content-type"].startswith(accept)
            assert headers["access-control-allow-origin"] == "*"
            assert "二联动".encode() in body


@pytest.mark.skipif(shutil.which("apache2") is None, reason="apache2 is not installed")
def test_apache_serves_it_with_the_same_negotiation(published, tmp_path):
    port, modules = free_port(), Path("/usr/lib/apache2/modules")
    names = ("mpm_event", "authz_core", "mime", "headers", "rewrite", "dir")
    loaded = "".join(f"LoadModule {n}_module {modules}/mod_{n}.so\n" for n in names)
    (tmp_path / "apache.conf").write_text(
        f"ServerName localhost\nServerRoot {tmp_path}\nListen 127.0.0.1:{port}\nPidFile {tmp_path}/pid\n"
        f"ErrorLog {tmp_path}/error.log\nMutex file:{tmp_path} default\nTypesConfig /dev/null\n{loaded}"
        f'DocumentRoot "{published}"\nAddType text/html .html\n<Directory "{published}">\nAllowOverride All\n'
        "Require all granted\n</Directory>\n"
    )
    for folder in (published, *published.parents):
        if folder.stat().st_uid == 0 and folder != Path("/") and "pytest" in folder.name:
            folder.chmod(0o755)
    thing = quote("practice/二联动")
    command = [shutil.which("apache2"), "-X", "-f", str(tmp_path / "apache.conf")]
    with running(command, f"http://127.0.0.1:{port}/index.html"):
        for accept, suffix in (("text/html", "html"), ("text/turtle", "ttl"), ("application/ld+json", "jsonld")):
            status, headers, _ = fetch(f"http://127.0.0.1:{port}/id/{thing}", Accept=accept)
            assert (status, headers["vary"]) == (303, "Accept")
            location = headers["location"].removeprefix(f"http://127.0.0.1:{port}")
            assert location.upper() == f"/doc/{thing}.{suffix}".upper()
            status, headers, body = fetch(f"http://127.0.0.1:{port}{location}")
            assert (status, headers["content-type"].partition(";")[0]) == (200, accept)
            assert "二联动".encode() in body


def test_a_masthead_may_hold_what_no_iri_can():
    hostile = '泉州人大|工作{信息}^`<a>\\"'
    text = SMALL.read_text(encoding="utf-8").replace('"甲刊"@zh', json.dumps(hostile, ensure_ascii=False) + "@zh")
    site = Site(Dataset.of(parsed(text.encode(), FORMS["ttl"])), About(contact="a@b.cn", license="https://x.cn/no|iri"))
    series = {
        t.subject.value for t in catalog.dcat(site.about, site.url, site.index, {}) if "series/" in t.subject.value
    }
    assert [unquote(s.rpartition("/")[2]) for s in series] == [hostile]


@pytest.mark.parametrize("base", ["https://a.cn/issue/kg/", "https://a.cn/tissue/", "https://a.cn/article/division/"])
def test_the_base_is_told_however_it_is_called(base):
    text = SMALL.read_text(encoding="utf-8").replace(BASE, base)
    assert Dataset.of(parsed(text.encode(), FORMS["ttl"])).base == base


# ── Sending ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def store(tmp_path):
    binary = Path(sys.executable).with_name("oxigraph")
    if not binary.is_file():
        pytest.skip("the oxigraph server is not installed (pip install oxigraph)")
    port = free_port()
    command = [str(binary), "serve", "--location", str(tmp_path / "db"), "--bind", f"127.0.0.1:{port}"]
    with running(command, f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}"


def contents(store):
    body = fetch(f"{store}/store", Accept="application/n-quads")[2]
    return set(ox.parse(body, format=ox.RdfFormat.N_QUADS))


def test_push_sends_each_issue_to_its_graph_and_only_what_changed(store, tmp_path):
    state = tmp_path / "state.json"
    arguments = ["push", f"{store}/store", "--graph", str(SMALL), "--chunk", "1024", "--state", str(state)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    dataset = Dataset.load(SMALL)
    assert contents(store) == set(dataset.store())
    again = CliRunner().invoke(main, arguments)
    assert again.output.count("跳过") == 5
    label = next(t for t in dataset.triples if t.object == ox.Literal("张 三", language="zh"))
    changed = Dataset.of(t for t in dataset.triples if t != label)
    sent = list(push(changed, Target(f"{store}/store"), state))
    assert [s.graph for s in sent if not s.skipped] == [f"{BASE}graph/entities"]
    assert contents(store) == set(changed.store())
    issue = max(s.graph for s in sent if "/issue/" in s.graph)
    fewer = Dataset.of(t for t in changed.triples if not str(t.subject.value).startswith(issue.replace("/graph/", "/")))
    gone = {q.graph_name.value for q in changed.store()} - {q.graph_name.value for q in fewer.store()}
    assert gone
    removed = [s.graph for s in push(fewer, Target(f"{store}/store"), state) if s.removed]
    assert removed == sorted(gone)
    assert contents(store) == set(fewer.store())


def test_push_goes_on_where_it_was_interrupted(store, tmp_path):
    state, dataset = tmp_path / "state.json", Dataset.load(SMALL)
    sending = push(dataset, Target(f"{store}/store", chunk_bytes=2048), state)
    first = next(sending)
    sending.close()
    rest = list(push(dataset, Target(f"{store}/store", chunk_bytes=2048), state))
    assert rest[0].graph == first.graph
    assert rest[0].skipped
    assert not any(s.skipped for s in rest[1:])
    assert contents(store) == set(dataset.store())


def test_push_tries_again_and_then_says_so(store):
    import http.server
    import threading

    seen = []

    class Busy(http.server.BaseHTTPRequestHandler):
        def do_PUT(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            seen.append(self.path)
            self.send_response(503 if len(seen) < 3 else 201)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_PUT

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Busy) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/store"
        sent = list(push(Dataset.load(SMALL), Target(url, pause=0.01)))
        assert len(sent) == 5
        assert seen[0] == seen[1] == seen[2]
        server.shutdown()
        thread.join()
    with pytest.raises(PublishError, match="没有接收命名图"):
        list(push(Dataset.load(SMALL), Target(url, attempts=2, pause=0.01, timeout=1)))
    with pytest.raises(PublishError, match="HTTP 4"):
        list(push(Dataset.load(SMALL), Target(f"{store}/nothing-here", pause=0.01)))
    with pytest.raises(PublishError, match="http://"):
        list(push(Dataset.load(SMALL), Target("ftp://127.0.0.1/x")))


def digest_of(parts, method, hashed):
    """Compute what RFC 7616 wants of a client that knows the password."""
    known = hashed(f"研究室:{parts['realm']}:密码".encode())
    asked = hashed(f"{method}:{parts['uri']}".encode())
    return hashed(":".join((known, parts["nonce"], parts["nc"], parts["cnonce"], parts["qop"], asked)).encode())


@pytest.mark.parametrize(
    "challenges",
    [
        ['Digest realm="store", nonce="{nonce}", qop="auth", algorithm=SHA-256', 'Basic realm="store"'],
        ['Digest realm="store", nonce="{nonce}", qop="auth"'],
        ['Basic realm="store", charset="UTF-8"'],
    ],
    ids=["digest-before-basic", "digest", "basic"],
)
def test_push_says_who_it_is_when_asked_and_in_the_form_asked_for(challenges):
    import base64
    import http.server
    import threading
    from urllib.request import parse_http_list, parse_keqv_list

    seen, graphs = [], set()

    class Guarded(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            said = self.headers["Authorization"] or ""
            seen.append(said.partition(" ")[0])
            known = self.knows(said)
            if known:
                graphs.add(self.path)
            self.send_response(200 if known else 401)
            for challenge in () if known else challenges:
                self.send_header("WWW-Authenticate", challenge.format(nonce="n1" if len(graphs) < 3 else "n2"))
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_PUT

        def knows(self, said):
            if said.startswith("Basic "):
                return base64.b64decode(said[6:]).decode() == "研究室:密码"
            if not said.startswith("Digest "):
                return False
            parts = parse_keqv_list(parse_http_list(said[7:]))
            kind = hashlib.sha256 if "SHA-256" in challenges[0] else hashlib.md5
            fresh = parts["nonce"] == ("n1" if len(graphs) < 3 else "n2")
            assert parts["username"].encode("latin-1").decode() == "研究室"
            return fresh and parts["response"] == digest_of(parts, self.command, lambda b: kind(b).hexdigest())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Guarded) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/store?x=1"
        sent = list(push(Dataset.load(SMALL), Target(url, "研究室", "密码", pause=0.01)))
        assert len(sent) == len(graphs) == 5
        assert all("x=1&graph=" in path for path in graphs)
        form = challenges[0].partition(" ")[0]
        # Nobody is told before it asks; a nonce serves until the store wants another.
        assert seen == ["", form, form, form, *[form] * (1 if form == "Digest" else 0), form, form]
        with pytest.raises(PublishError, match="HTTP 401"):
            list(push(Dataset.load(SMALL), Target(url, "研究室", "别的", pause=0.01)))
        with pytest.raises(PublishError, match="HTTP 401"):
            list(push(Dataset.load(SMALL), Target(url, pause=0.01)))
        server.shutdown()


def test_push_tells_no_password_to_a_store_that_asks_for_none():
    import http.server
    import threading

    seen = []

    class Silent(http.server.BaseHTTPRequestHandler):
        def do_PUT(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            seen.append(self.headers["Authorization"])
            self.send_response(401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(PublishError, match="HTTP 401"):
            list(push(Dataset.load(SMALL), Target(f"http://127.0.0.1:{server.server_port}/store", "dba", "dba")))
        server.shutdown()
    assert seen == [None]


def test_the_password_comes_from_a_file_the_environment_or_a_prompt(monkeypatch, tmp_path):
    from rdgraph.publish import push as module

    told = []
    monkeypatch.setattr(module, "push", lambda _, target, state: told.append(target) or [])
    command = ["push", "http://127.0.0.1:9/store", "--graph", str(SMALL), "--user", "dba"]
    file = tmp_path / "password"
    file.write_text("one\n")
    assert CliRunner().invoke(main, [*command, "--password-file", str(file)]).exit_code == 0
    assert CliRunner().invoke(main, command, env={"RDGRAPH_PUSH_PASSWORD": "two"}).exit_code == 0
    asked = CliRunner().invoke(main, command, input="three\n", env={"RDGRAPH_PUSH_PASSWORD": None})
    assert "存储的密码" in asked.stderr
    assert [t.password for t in told] == ["one", "two", "three"]
    assert "three" not in asked.output + repr(told)
    assert CliRunner().invoke(main, command[:-2], env={"RDGRAPH_PUSH_PASSWORD": "two"}).exit_code == 0
    assert (told[-1].user, told[-1].password) == ("", "")


@pytest.fixture
def virtuoso(tmp_path):
    binary = shutil.which("virtuoso-t")
    if binary is None:
        pytest.skip("Virtuoso is not installed (Debian package virtuoso-opensource-7-bin)")
    files = {
        "DatabaseFile": "db",
        "ErrorLogFile": "log",
        "LockFile": "lck",
        "TransactionFile": "trx",
        "xa_persistent_file": "pxa",
    }
    named = "".join(f"{key} = {tmp_path}/virtuoso.{suffix}\n" for key, suffix in files.items())
    port = free_port()
    (tmp_path / "virtuoso.ini").write_text(
        f"[Database]\n{named}[TempDatabase]\nDatabaseFile = {tmp_path}/temp.db\nTransactionFile = {tmp_path}/temp.trx\n"
        f"[Parameters]\nServerPort = 127.0.0.1:{free_port()}\nNumberOfBuffers = 2000\n"
        f"[HTTPServer]\nServerPort = 127.0.0.1:{port}\nServerRoot = {tmp_path}\n"
    )
    with running([binary, "-f", "-c", str(tmp_path / "virtuoso.ini")], f"http://127.0.0.1:{port}/sparql"):
        yield f"http://127.0.0.1:{port}"


def test_push_to_virtuoso(virtuoso, tmp_path):
    address = f"{virtuoso}/sparql-graph-crud-auth"
    command = ["push", address, "--graph", str(SMALL), "--chunk", "4096", "--user", "dba"]
    state = tmp_path / "state.json"
    for _ in range(2):
        done = CliRunner().invoke(main, [*command, "--state", str(state)], env={"RDGRAPH_PUSH_PASSWORD": "dba"})
        assert done.exit_code == 0, done.output
    assert done.output.count("跳过") == 5
    dataset = Dataset.load(SMALL)
    for name in {q.graph_name.value for q in dataset.quads}:
        query = urlencode({"graph-uri": name, "format": "text/plain"})
        status, _, body = fetch(f"{virtuoso}/sparql-graph-crud?{query}", Accept="text/plain")
        wanted = {q.triple for q in dataset.quads if q.graph_name.value == name}
        assert status == 200
        # Virtuoso keeps the value of a decimal and not its form: 12.0 comes back as 12.
        assert set(canonical(parsed(body, ox.RdfFormat.N_TRIPLES))) == wanted, name
    denied = CliRunner().invoke(main, command, env={"RDGRAPH_PUSH_PASSWORD": "wrong"})
    assert denied.exit_code == 1
    assert "HTTP 401" in denied.output


def test_chunks_are_bounded_and_lose_nothing():
    lines = [f"{'x' * n}\n" for n in range(1, 60)]
    found = list(chunks(lines, 64))
    assert b"".join(found).decode() == "".join(lines)
    assert max(map(len, found)) <= 64
    assert list(chunks([], 64)) == [b""]


# ── Validation ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_validate_names_node_rule_value_and_passage(tmp_path):
    good = CliRunner().invoke(main, ["validate", str(HERE / "minimal.ttl"), "--format", "json"])
    assert (good.exit_code, json.loads(good.output)["conforms"]) == (0, True)
    broken = tmp_path / "broken.ttl"
    text = (HERE / "minimal.ttl").read_text(encoding="utf-8").replace("rd:confidence 0.9 ;", "rd:confidence 7.5 ;", 1)
    broken.write_text(text, encoding="utf-8")
    bad = CliRunner().invoke(main, ["validate", str(broken), "--format", "json"])
    assert bad.exit_code == 1
    [finding] = json.loads(bad.output)["findings"]
    assert finding["node"].endswith("assertion/1")
    assert "7.5" in finding["value"]
    assert finding["rule"].startswith("shape:")
    assert finding["passages"][0]["text"] == "推行三查"
    readable = CliRunner().invoke(main, ["validate", str(broken)])
    assert readable.exit_code == 1
    for wanted in ("违规", "节点", "规则", "原文 推行三查", "1 处违规"):
        assert wanted in readable.output


# ── Independent judges ───────────────────────────────────────────────────────────────────────────────────────────────


def canonical_hash(nquads):
    data = ox.Dataset(ox.parse(nquads, format=ox.RdfFormat.N_QUADS))
    data.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return hashlib.sha256("\n".join(sorted(map(str, data))).encode()).hexdigest()


def expected():
    return canonical_hash("".join(f"{t} .\n" for t in site().dataset.all_triples))


@pytest.mark.skipif(shutil.which("rapper") is None, reason="rapper (raptor2-utils) is not installed")
@pytest.mark.parametrize(("file", "syntax"), [("data/graph.ttl", "turtle"), ("data/graph.rdf", "rdfxml")])
def test_raptor_reads_the_same(published, file, syntax):
    done = subprocess.run(
        ["rapper", "-q", "-i", syntax, "-o", "ntriples", str(published / file)],
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert canonical_hash(done.stdout) == expected()


_JUDGE = """
const fs = require('fs'), [, file, kind] = process.argv;
const n3 = require('n3'), text = fs.readFileSync(file, 'utf8');
const write = quads => {
  const writer = new n3.Writer({ format: 'N-Quads' });
  writer.addQuads(quads);
  writer.end((error, text) => process.stdout.write(text));
};
if (kind === 'n3') write(new n3.Parser().parse(text));
else require('jsonld').toRDF(JSON.parse(text), { format: 'application/n-quads' }).then(r => process.stdout.write(r));
"""


def npm_folder():
    """Where CI has installed n3 and jsonld: named by RDGRAPH_NODE_MODULES, or beside the tests."""
    import os

    for folder in (os.environ.get("RDGRAPH_NODE_MODULES"), HERE.parent / "node_modules"):
        if folder and all((Path(folder) / name).is_dir() for name in ("n3", "jsonld")):
            return Path(folder)
    return None


@pytest.mark.skipif(shutil.which("node") is None or npm_folder() is None, reason="npm n3 and jsonld are not installed")
@pytest.mark.parametrize("kind", ["n3", "jsonld"])
def test_npm_parsers_read_the_same(published, tmp_path, kind):
    import os

    file = tmp_path / "graph"
    if kind == "n3":
        file.write_bytes((published / "data/graph.ttl").read_bytes())
    else:
        file.write_text(with_context((published / "data/graph.jsonld").read_bytes()), encoding="utf-8")
    environment = {**os.environ, "NODE_PATH": str(npm_folder())}
    command = ["node", "-e", _JUDGE, str(file), kind]
    done = subprocess.run(command, capture_output=True, timeout=60, check=True, env=environment)
    assert canonical_hash(done.stdout) == expected()


def test_jsonld_with_its_own_context_needs_no_file():
    triples = site().dataset.all_triples
    assert parsed(jsonld_of(triples), ox.RdfFormat.JSON_LD) == set(triples)
    assert set(SYNTAXES) == {"ttl", "jsonld", "nt", "rdf"}


# ── The guide ────────────────────────────────────────────────────────────────────────────────────────────────────────


def guide_commands():
    text = (HERE.parent / "docs" / "portal.md").read_text(encoding="utf-8")
    return [line[10:].partition("  #")[0].strip() for line in text.splitlines() if line.startswith("$ rdgraph ")]


@pytest.mark.parametrize("line", guide_commands())
def test_the_commands_of_the_guide_run(line, tmp_path):
    import shlex

    arguments = shlex.split(line)
    if arguments[0] in ("serve", "push"):
        result = CliRunner().invoke(main, [*arguments, "--help"])
        assert "SPARQL" in result.output
    else:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "graph.ttl").write_bytes((HERE / "minimal.ttl").read_bytes())
        places = {"out": str(tmp_path / "out"), "site": str(tmp_path / "site")}
        result = CliRunner().invoke(main, [places.get(a, a) for a in arguments])
    assert result.exit_code == 0, result.output


def test_the_guide_names_tests_that_there_are():
    import re

    text = (HERE.parent / "docs" / "portal.md").read_text(encoding="utf-8")
    written = "".join(
        (HERE / f).read_text(encoding="utf-8") for f in ("test_site.py", "test_server.py", "test_ontology.py")
    )
    named = re.findall(r"`(test_\w+?)(?:_…)?`", text)
    assert len(named) > 10
    for name in named:
        assert f"def {name}" in written, name
    assert len(guide_commands()) == 8
