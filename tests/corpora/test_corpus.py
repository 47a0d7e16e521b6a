"""Whole corpora: any number of processes, increments, kills, editions, archives, the report."""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import Graph
from rdflib.compare import isomorphic

from rdgraph import pipeline
from rdgraph.cli import main
from rdgraph.corpus import build as corpus
from rdgraph.corpus.command import build_sources
from rdgraph.corpus.settings import Settings
from rdgraph.corpus.store import Store, packed, unpacked
from rdgraph.corpus.workers import Lost, Workers
from rdgraph.export.turtle import turtle
from tests.corpora.makers import web_page, word
from tests.corpora.newsletters import newsletter, write_corpus
from tests.support import graph_of

OPTIONS = pipeline.Options()
EXPORTS = ("graph.ttl", "network.html", "graph.graphml", "graph.gexf", "report.json", "report.html")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small corpus, a little old: nothing that has just been written is trusted not to change again."""
    home = tmp_path_factory.mktemp("corpus")
    write_corpus(home, 6, paragraphs=2)
    time.sleep(2.1)
    return home


@pytest.fixture(scope="module")
def built(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, built by one process."""
    output = tmp_path_factory.mktemp("built")
    assert run(folder, output) == 0
    return output


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    copied = Path(shutil.copytree(folder, tmp_path / "copy"))
    time.sleep(2.1)
    return copied


def run(folder: Path, output: Path, jobs: int = 1, options: pipeline.Options = OPTIONS, drawn: int = 0) -> int:
    return build_sources(
        [folder], output, options, keep=True, jobs=jobs, scheduler=None, seconds=120, most_drawn=drawn
    )  # fmt: skip


def build(folder: Path, output: Path) -> corpus.Built:
    return corpus.build([folder], output, OPTIONS, Settings(most_drawn=0))


def exports(output: Path) -> dict[str, bytes]:
    return {name: (output / name).read_bytes() for name in EXPORTS if (output / name).exists()}


def report(output: Path) -> dict:
    return json.loads((output / "report.json").read_text(encoding="utf-8"))


def inbox(tmp_path: Path, **files: str | bytes) -> Path:
    """Write files into a folder; in their names, __ stands for a dot."""
    source = tmp_path / "in"
    source.mkdir()
    for name, data in files.items():
        (source / name.replace("__", ".")).write_bytes(data if isinstance(data, bytes) else data.encode())
    return source


def test_the_parts_join_to_the_graph_of_all(folder: Path, built: Path) -> None:
    whole = graph_of(*sorted(folder.rglob("*.txt")))
    assert (built / "graph.ttl").read_bytes() == turtle(whole)
    assert isomorphic(Graph().parse(built / "graph.ttl"), whole)
    assert report(built)["summary"]["triples"] == len(whole)


def test_any_number_of_processes_writes_the_same_bytes(folder: Path, built: Path, tmp_path: Path) -> None:
    assert run(folder, tmp_path, jobs=3) == 0
    assert exports(tmp_path) == exports(built)
    assert run(folder, tmp_path, drawn=400_000) == 0
    assert sorted(exports(tmp_path)) == sorted(EXPORTS)


def test_an_increment_reads_only_what_is_new_and_forgets_what_is_gone(copy: Path, built: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    last = copy / "000" / "issue-00005.txt"
    text = last.read_text(encoding="utf-8")
    last.unlink()
    assert build(copy, output).fresh == 5
    assert build(copy, output).fresh == 0
    last.write_text(text, encoding="utf-8")
    extra = copy / "000" / "issue-extra.txt"
    extra.write_text(newsletter(300, 2), encoding="utf-8")
    assert build(copy, output).fresh == 2
    assert b"issue-extra.txt" in (output / "graph.ttl").read_bytes()
    extra.unlink()
    assert run(copy, output) == 0
    assert exports(output) == exports(built)


def test_a_file_that_keeps_size_and_time_is_read_again(tmp_path: Path) -> None:
    source, output = tmp_path / "in", tmp_path / "out"
    paths = write_corpus(source, 2, 2)
    run(source, output)
    before = paths[0].stat()
    text = paths[0].read_text(encoding="utf-8")
    paths[0].write_text(text.replace("（总第1期）", "（总第9期）"), encoding="utf-8")
    os.utime(paths[0], ns=(before.st_atime_ns, before.st_mtime_ns))
    run(source, output)
    assert {file["totalNumber"] for file in report(output)["files"]} == {9, 2}


def test_another_version_or_other_rules_read_everything_again(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out"
    assert build(copy, output).fresh == 6
    monkeypatch.setattr("rdgraph.corpus.settings._code", lambda: "another version")
    assert build(copy, output).fresh == 6
    monkeypatch.setattr("rdgraph.corpus.build.stamp", lambda _: "other rules")
    assert build(copy, output).fresh == 6


def test_other_options_write_another_graph(copy: Path, tmp_path: Path) -> None:
    bare = pipeline.Options(with_text=False)
    run(copy, tmp_path / "out")
    run(copy, tmp_path / "out", options=bare)
    run(copy, tmp_path / "again", options=bare)
    assert exports(tmp_path / "out") == exports(tmp_path / "again")
    assert b"isString" not in exports(tmp_path / "out")["graph.ttl"]


def test_what_is_kept_is_believed_only_where_it_is_whole(copy: Path, built: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    run(copy, output)
    dice = random.Random(4)
    for blob in dice.sample(sorted((output / ".rdgraph" / "blobs").glob("*/*")), 10):
        data = bytearray(blob.read_bytes())
        data[dice.randrange(len(data))] ^= 255
        blob.write_bytes(data)
    journal = output / ".rdgraph" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-37])
    assert run(copy, output) == 0
    assert exports(output) == exports(built)


class Evil:
    def __reduce__(self):
        return os.system, ("true",)


def test_nothing_but_records_is_unpickled() -> None:
    for value in (Evil(), subprocess.Popen, os.system):
        with pytest.raises(pickle.UnpicklingError):
            unpacked(pickle.dumps(value))
    assert unpacked(packed({"a": frozenset({1})})) == {"a": frozenset({1})}


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_build_loses_nothing_that_was_finished(seed: int, folder: Path, built: Path, tmp_path: Path) -> None:
    """SIGKILL at random times, again and again, until the build gets through."""
    output, dice = tmp_path / "out", random.Random(seed)
    code = "from rdgraph.cli import main; main()"
    command = [sys.executable, "-c", code, "build", str(folder), "-o", str(output), "-j2", "--max-drawn", "0"]
    finished: set[str] = set()
    killed = 0
    for attempt in range(40):
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            process.wait(timeout=dice.uniform(0.3, 0.9) + attempt / 3)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
        for name, data in exports(output).items():
            assert data == exports(built)[name], f"{name} is half-written"
        if process.returncode == 0:
            break
        if (output / ".rdgraph").exists():
            kept = Store(output / ".rdgraph")
            whole = {key for key in kept._digests if kept.get(key) is not None}
            assert finished <= whole
            finished = whole
    assert killed
    assert exports(output) == exports(built)


def test_a_worker_that_dies_or_hangs_costs_its_own_task_only() -> None:
    tasks = [(_echo, (1,)), (_die, ()), (_echo, (2,)), (_hang, ()), (_echo, (3,)), (_greedy, ())]
    with Workers(2, seconds=1.5, memory=4 << 30) as workers:
        told = {0: 1, 1: Lost(slow=False), 2: 2, 3: Lost(slow=True), 4: 3, 5: "MemoryError"}
        assert dict(workers.run(tasks)) == told
        assert dict(workers.run([(_echo, (4,))])) == {0: 4}


def _echo(value: int) -> int:
    return value


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _hang() -> None:
    time.sleep(60)


def _greedy() -> str:
    try:
        return str(len(bytearray(8 << 30)))
    except MemoryError:
        return "MemoryError"


def test_one_newsletter_in_many_files_counts_once(tmp_path: Path) -> None:
    text = newsletter(1, 2)
    lines = [line for line in text.split("\n") if line]
    corrected = text.replace("下一步", "接下来").replace("惠及", "受益")
    source = inbox(
        tmp_path, a__txt=text, b__html=web_page(lines), c__docx=word(lines), d__txt=text.encode("gb18030"),
        e__txt=corrected,
    )  # fmt: skip
    result = build(source, tmp_path / "out")
    assert len(result.documents) == 1
    assert len(result.duplicates) == 4
    assert "edition" in {d.relation for d in result.duplicates}
    assert result.counts.articles == 3


def test_loose_articles_are_known_by_their_text(tmp_path: Path) -> None:
    lines = ["大安区：“盐都议事亭”里话民生", "自贡市大安区人大常委会收集意见建议1180余条，解决率达88%。"]
    result = build(inbox(tmp_path, a__txt="\n\n".join(lines), b__html=web_page(lines)), tmp_path / "out")
    assert [d.relation for d in result.duplicates] == ["copy"]
    assert result.counts.articles == 1


def test_the_same_number_of_two_cities_never_mixes(tmp_path: Path) -> None:
    texts: dict[str, str] = {}
    for seed in range(30):
        text = newsletter(seed, 2)
        city = text.split("人大信息", 1)[0]
        same = text.replace(f"第{seed % 24 + 1}期（总第{seed + 1}期）", "第3期（总第9期）")
        texts.setdefault(city, same.replace(city + "人大信息", "人大工作简报"))
    source = inbox(tmp_path, **{f"{name}__txt": text for name, text in texts.items()})
    result = build(source, tmp_path / "out")
    assert not result.duplicates
    assert not result.failures
    assert {o.key[1:] for o, _ in result.documents.values()} == {(f"{c}市人大工作简报", "9") for c in texts}
    assert len(texts) > 5


def test_one_masthead_over_two_texts_is_a_fault(tmp_path: Path) -> None:
    head = "泉州人大动态\n\n第5期（总第214期）\n\n泉州市人大常委会办公室编\n\n2025年5月28日\n\n"
    a, b = (head + newsletter(seed, 2).split("【监督纵横】\n", 1)[1] for seed in (3, 11))
    result = build(inbox(tmp_path, a__txt=a, b__txt=b), tmp_path / "out")
    assert len(result.documents) == 1
    (failure,) = result.failures.values()
    assert "期号" in failure.remedy


def test_archives_are_read_as_folders(folder: Path, built: Path, tmp_path: Path) -> None:
    source = inbox(tmp_path)
    with zipfile.ZipFile(source / "issues.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.txt")):
            archive.write(path, path.relative_to(folder).as_posix())
        archive.writestr("__MACOSX/._issue.txt", b"\0")
        archive.writestr("sheet.xlsx", b"PK")
    assert run(source, tmp_path / "out") == 0
    assert exports(tmp_path / "out")["graph.ttl"] == exports(built)["graph.ttl"]
    assert report(tmp_path / "out")["summary"]["skipped"] == 1


def test_bombs_and_broken_archives_are_refused(tmp_path: Path) -> None:
    source = inbox(tmp_path, broken__zip=b"PK\x03\x04 broken")
    with zipfile.ZipFile(source / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b" " * (20 << 20))
        archive.writestr("good.txt", newsletter(1, 2))
    with zipfile.ZipFile(source / "many.zip", "w") as archive:
        for number in range(20_001):
            archive.writestr(f"{number}.txt", b"")
    assert run(source, tmp_path / "out") == 3
    told = {file["name"]: file for file in report(tmp_path / "out")["files"]}
    assert told["bomb.zip/good.txt"]["status"] == "read"
    for name in ("bomb.zip/bomb.txt", "many.zip", "broken.zip"):
        assert told[name]["status"] == "failed"
        assert told[name]["remedy"]


def test_a_build_does_not_read_what_it_wrote(copy: Path, built: Path) -> None:
    for _ in range(2):
        assert run(copy, copy / "out") == 0
    assert exports(copy / "out")["graph.ttl"] == exports(built)["graph.ttl"]


def test_exit_codes_tell_full_partial_none_and_wrong_use(tmp_path: Path) -> None:
    def code(*arguments: str) -> int:
        return CliRunner().invoke(main, ["build", "-o", str(tmp_path / "out"), *arguments]).exit_code

    source = inbox(tmp_path, bad__pdf=b"no pdf", worse__docx=b"no docx")
    assert code(str(source)) == 1
    assert not (tmp_path / "out" / "graph.ttl").exists()
    (source / "good.txt").write_text(newsletter(1, 2), encoding="utf-8")
    assert code(str(source)) == 3
    (source / "bad.pdf").unlink()
    (source / "worse.docx").unlink()
    assert code(str(source)) == 0
    assert code(str(tmp_path / "missing")) == 2
    assert code(str(source), "--jobs", "0") == 2


def test_the_report_names_every_file_and_what_is_missing(tmp_path: Path) -> None:
    text = newsletter(5, 2)
    slogan = newsletter(6, 2).replace("：“", "：“三个一”“").replace("\n（", "\n一是查家底。\n二是查执法。\n（", 1)
    source = inbox(tmp_path, slogan__txt=slogan, scan__pdf=b"%PDF-1.4 broken", old__doc=b"\xd0\xcf")
    (source / "<b>&amp;.txt").write_text(text[: text.index("目  录")] + text[text.rindex("【监督纵横】") :])
    assert run(source, tmp_path / "out") == 3
    told = report(tmp_path / "out")
    files = {file["name"]: file for file in told["files"]}
    assert {name: file["status"] for name, file in files.items()} == {
        "slogan.txt": "read", "<b>&amp;.txt": "read", "scan.pdf": "failed", "old.doc": "skipped",
    }  # fmt: skip
    assert files["scan.pdf"]["remedy"]
    codes = {row["code"] for file in files.values() for row in file.get("missing", ())}
    assert {"toc.missing", "report.slogan-differs"} <= codes
    for file in files.values():
        assert all(row["zh"] and row["en"] for row in (*file.get("missing", ()), *file.get("unresolved", ())))
    assert all(row["hits"] >= row["files"] > 0 for row in told["coverage"])
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<b>" not in page
    assert "&lt;b&gt;&amp;amp;.txt" in page


def test_views_of_a_graph_too_large_to_draw_are_left_out(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path, drawn=400_000)
    assert run(folder, tmp_path, drawn=10) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [".rdgraph", "graph.ttl", "report.html", "report.json"]


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    first, second = tmp_path / "甲" / "sub", tmp_path / "sub"
    for number, place in enumerate((first, second)):
        place.mkdir(parents=True)
        (place / "a.txt").write_text(newsletter(number), encoding="utf-8")
    (tmp_path / "甲" / "a.txt").write_text(newsletter(2), encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "甲" / "b.zip", "w") as archive:
        archive.writestr("c.txt", newsletter(3))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("c.txt", newsletter(4))
    output = tmp_path / "out"
    built = corpus.build([tmp_path / "甲", second], output, OPTIONS, Settings(most_drawn=0))
    assert not built.failures
    assert sorted(built.documents) == ["a (2).txt", "a.txt", "b.zip/c (2).txt", "b.zip/c.txt", "sub/a.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every file name is Unicode")
def test_a_file_name_in_gbk_is_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / os.fsdecode("鞍山人大.txt".encode("gbk"))).write_text(newsletter(1), encoding="utf-8")
    built = build(tmp_path / "in", tmp_path / "out")
    assert list(built.documents) == ["鞍山人大.txt"]
