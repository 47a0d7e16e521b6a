"""``rdgraph query`` and ``rdgraph questions``, as a user runs them; what the guard refuses."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from rdgraph.cli import main
from rdgraph.errors import QueryError
from rdgraph.query.guard import keywords, refuse_unsafe

SMALL = str(Path(__file__).parent / "data" / "two-issues.ttl")


def run(*arguments, code=0):
    result = CliRunner().invoke(main, [*arguments])
    assert result.exit_code == code, result.output
    return result


def test_sparql_text_file_and_saved_question(tmp_path):
    text = "SELECT ?n WHERE { ?i a rd:Issue ; rd:totalNumber ?n } ORDER BY ?n"
    out = run("query", text, "--graph", SMALL, "--format", "csv").stdout
    assert list(csv.reader(io.StringIO(out))) == [["n"], ["7"], ["8"]]
    file = tmp_path / "q.rq"
    file.write_text(text, encoding="utf-8")
    assert run("query", str(file), "--graph", SMALL, "--format", "csv").stdout == out
    rows = json.loads(
        run("query", "--name", "who-uses", "--set", "practice=二联动", "--graph", SMALL, "--format", "json").stdout
    )
    assert next(b["organ"]["value"] for b in rows["results"]["bindings"]) == "上城区人大常委会"
    assert rows["results"]["bindings"][0]["organ"]["xml:lang"] == "zh"


def test_table_and_markdown_have_chinese_titles():
    for form in ("table", "md"):
        out = run("query", "--name", "articles-per-issue", "--graph", SMALL, "--format", form).stdout
        assert "总期号" in out
        assert "其中摘登" in out


def test_a_chinese_question_says_what_it_understood():
    result = run("query", "哪些区用了二联动？", "--graph", SMALL, "--format", "csv")
    assert "理解为 who-uses" in result.stderr
    assert "上城区人大常委会" in result.stdout
    missing = run("query", "哪些区用了飞天机器？", "--graph", SMALL, "--format", "csv")
    assert "没有名为“飞天机器”的条目" in missing.stderr
    assert "没有看懂" in run("query", "今天天气怎么样", "--graph", SMALL, code=1).output


def test_a_folder_ask_and_construct(tmp_path):
    (tmp_path / "graph.ttl").write_bytes(Path(SMALL).read_bytes())
    assert json.loads(run("query", "ASK { ?s a rd:Issue }", "--graph", str(tmp_path), "--format", "json").stdout) == {
        "head": {},
        "boolean": True,
    }
    assert "rd:Issue" in run("query", "CONSTRUCT { ?s a rd:Issue } WHERE { ?s a rd:Issue }", "--graph", SMALL).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["SELECT * WHERE {"], "查询语句有误"),
        (["INSERT DATA { <a:a> <a:b> 1 }"], "不允许 INSERT"),
        (["SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"], "不允许 SERVICE"),
        (["--name", "nothing"], "没有名为 nothing 的问题"),
        (["--name", "who-uses", "--set", "practice"], "缺少等号"),
    ],
)
def test_errors_say_what_to_do(arguments, says):
    result = run("query", *arguments, "--graph", SMALL, code=1)
    assert says in result.output
    assert "Traceback" not in result.output


def test_wrong_files_and_wrong_use(tmp_path):
    assert "rdgraph build" in run("query", "ASK {}", "--graph", str(tmp_path), code=1).output
    (tmp_path / "x.doc").write_text("")
    assert "不认识的文件格式" in run("query", "ASK {}", "--graph", str(tmp_path / "x.doc"), code=1).output
    (tmp_path / "x.ttl").write_text("<a> <b>")
    assert "图谱文件有误" in run("query", "ASK {}", "--graph", str(tmp_path / "x.ttl"), code=1).output
    run("query", "--graph", SMALL, code=2)


def test_questions_lists_all_and_prints_one():
    out = run("questions").stdout
    assert "mechanism-first-seen  某一机制最早见诸哪期" in out
    assert "--set practice=…" in out
    assert run("questions", "--sparql", "evidence").stdout.startswith("PREFIX")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://x/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o . SERVICE?x { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER(?a<?b)SERVICE<http://x/>{ ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { \\U00000053ERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { # '''\n SERVICE <http://x/> { ?s ?p ?o } # '''\n }",
        "SELECT ('\\'' AS ?a) { SERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT ('''a'b''' AS ?a) { SERVICE <http://x/> { ?s ?p ?o } FILTER('' = '') }",
        "SELECT * { { SELECT * { SERVICE <http://x/> { ?s ?p ?o } } } }",
        "SELECT * { ?a ?b 1SERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { ?a ?b trueSERVICE <http://x/> { ?s ?p ?o } }",
        "LOAD <http://x/>",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX a: <x> INSERT DATA { a:a a:b a:c }",
        "DROP ALL",
    ],
)
def test_the_guard_refuses(query):
    with pytest.raises(QueryError, match="不允许"):
        refuse_unsafe(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?insert ?o }",
        "PREFIX service: <http://x/service> SELECT * { ?s service:load service:SERVICE }",
        "SELECT * { ?s ?p 'SERVICE <http://x/>' } # SERVICE",
        "SELECT * { ?s ?p '''a ' SERVICE '''@service }",
        'SELECT * { <http://x/SERVICE> ?p "LOAD \\" SERVICE" }',
        "SELECT * { ?s <http://x#service> ?o . ?s a:b\\-service ?o }",
    ],
)
def test_the_guard_lets_words_be(query):
    refuse_unsafe(query)


@given(st.text(max_size=200))
def test_the_guard_reads_anything(text):
    keywords(text)


@given(st.text(alphabet="\"'#<>\\\n \u0041{}?s:_.1e@true", max_size=40))
def test_no_prefix_hides_a_service_from_the_guard(junk):
    """Whatever stands before it: where the engine reads a SERVICE, so does the guard."""
    import pyoxigraph as ox

    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.Literal("1")))
    query = f"SELECT * {{ {junk}SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}"
    try:
        solutions = store.query(query)
        next(iter(solutions), None)
    except SyntaxError:
        return
    except (OSError, RuntimeError, ValueError):
        assert any(word.endswith("SERVICE") for word in keywords(query))
