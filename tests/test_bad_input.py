"""Bad input: a message with file and remedy, or a partial result that says what is missing; never a traceback."""

import time

import pytest
from click.testing import CliRunner

from rdgraph.cli import main
from rdgraph.messages import plain
from rdgraph.pipeline import Options, extract_file, make_ready
from rdgraph.rules.pack import load_pack
from tests.support import TALK, newsletter

GOOD = newsletter("泉州市", 3, [("鲤城区：监督有力", "鲤城" + TALK), ("丰泽区：履职有方", "丰泽" + TALK)])
LINE = "鲤城区人大常委会聚焦养老服务，联合区检察院开展专题调研，走访企业12家，收到意见建议35条。"

REFUSED = {
    "empty": (b"", "文件为空"),
    "blank": (b" \n\t\n", "没有文字"),
    "binary": (bytes(range(256)) * 40, "二进制"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
    "a Word file": (b"PK\x03\x04\x14\x00\x06\x00" + b"\0" * 200, ""),
    "a PNG": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, ""),
}

READ = {
    "GB18030": (GOOD.encode("gb18030"), 2),
    "UTF-16 with mark": (GOOD.encode("utf-16"), 2),
    "UTF-16 without mark": (GOOD.encode("utf-16-le"), 2),
    "UTF-8 with mark": (b"\xef\xbb\xbf" + GOOD.encode(), 2),
    "Windows line ends": (GOOD.replace("\n", "\r\n").encode(), 2),
    "old Mac line ends": (GOOD.replace("\n", "\r").encode(), 2),
}

PARTIAL = {
    "cut in the middle of a character": (GOOD[: GOOD.rindex("收到")].encode()[:-1], ""),
    "cut in the middle of a sentence": (GOOD[: GOOD.rindex("收到")].encode(), "不完整"),
    "no contents page": ((GOOD[: GOOD.index("目 录")] + GOOD[GOOD.rindex("鲤城区：监督有力") :]).encode(), "没有目录页"),
    "no colophon": (GOOD[: GOOD.index("报送：")].encode(), ""),
    "an area that cannot be told": ("开展调研\n\n区人大常委会联合区检察院开展养老服务专题调研。\n".encode(), "无法判断"),
    "no newsletter at all": (b"def main():\n    return 1\n" * 30, ""),
    "a poem": ("床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。\n".encode(), ""),
    "steering characters": (GOOD.replace("监督有力", "监督\x1b[31m有力\u202e").encode(), ""),
}  # fmt: skip


def build(tmp_path, *arguments):
    return CliRunner(catch_exceptions=False).invoke(main, ["build", *map(str, arguments), "-o", str(tmp_path / "out")])


def write(tmp_path, data, name="简报.txt"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_case_counts():
    assert (len(REFUSED), len(READ), len(PARTIAL)) == (6, 6, 8)


@pytest.mark.parametrize("case", REFUSED)
def test_refused(tmp_path, case):
    data, message = REFUSED[case]
    done = build(tmp_path, write(tmp_path, data))
    assert done.exit_code == 1
    assert "简报.txt" in done.stderr
    assert message in done.stderr
    assert "请" in done.stderr
    assert "unexpected" not in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("case", READ)
def test_read_as_well_as_plain_utf8(tmp_path, case):
    data, articles = READ[case]
    done = build(tmp_path, write(tmp_path, data))
    assert done.exit_code == 0, done.stderr
    assert f"1 期、{articles} 篇" in done.stdout
    plain_done = build(tmp_path / "plain", write(tmp_path, GOOD.encode(), "原.txt"))
    assert done.stdout.splitlines()[-1] == plain_done.stdout.splitlines()[-1]


@pytest.mark.parametrize("case", PARTIAL)
def test_read_in_part_and_said_so(tmp_path, case):
    data, message = PARTIAL[case]
    done = build(tmp_path, write(tmp_path, data))
    assert done.exit_code in (0, 1), done.stderr
    assert message in done.stderr
    assert "unexpected" not in done.stderr
    assert "Traceback" not in done.stderr
    assert plain(done.output) == done.output
    assert (tmp_path / "out" / "graph.ttl").exists() == (done.exit_code == 0)


def test_one_bad_file_costs_no_other_its_result(tmp_path):
    good, bad, worse = (
        write(tmp_path, data, name)
        for data, name in ((GOOD.encode(), "好.txt"), (b"", "空.txt"), (b"\0\1\2" * 90, "坏.txt"))
    )
    done = build(tmp_path, good, bad, worse)
    assert done.exit_code == 3
    assert all(name in done.stderr for name in ("空.txt", "坏.txt"))
    assert "1 期、2 篇" in done.stdout
    assert "2 个文件未能读取" in done.stdout
    alone = build(tmp_path / "alone", good)
    assert alone.exit_code == 0
    assert (tmp_path / "out/graph.ttl").read_bytes() == (tmp_path / "alone/out/graph.ttl").read_bytes()


def test_a_fault_of_ours_in_one_file_costs_no_other_its_result(tmp_path, monkeypatch):
    from rdgraph.corpus import work

    real = work.extract_document

    def faulty(document, pack):
        if document.source.name == "坏.txt":
            raise ZeroDivisionError("试")
        return real(document, pack)

    monkeypatch.setattr(work, "extract_document", faulty)
    done = build(tmp_path, write(tmp_path, GOOD.encode(), "好.txt"), write(tmp_path, GOOD.encode(), "坏.txt"))
    assert done.exit_code == 3
    assert "坏.txt" in done.stderr
    assert "ZeroDivisionError" in done.stderr


def test_the_same_issue_twice_is_counted_once_and_said(tmp_path):
    longer = GOOD.replace("收到意见建议35条。", "收到意见建议35条。推动解决问题9个。")
    done = build(tmp_path, write(tmp_path, GOOD.encode(), "甲.txt"), write(tmp_path, longer.encode(), "乙.txt"))
    assert done.exit_code == 0
    assert "是同一期" in done.stderr
    assert "甲.txt" in done.stderr
    assert "乙.txt" in done.stderr
    assert "1 期、2 篇" in done.stdout


def test_a_folder_without_newsletters(tmp_path):
    (tmp_path / "空").mkdir()
    done = build(tmp_path, tmp_path / "空")
    assert done.exit_code == 1
    assert "空" in done.stderr
    assert "txt" in done.stderr


def test_a_file_of_another_kind_is_named_with_what_can_be_read(tmp_path):
    done = build(tmp_path, write(tmp_path, GOOD.encode(), "简报.docx"))
    assert done.exit_code == 1
    assert "简报.docx" in done.stderr
    assert "DOCX" in done.stderr
    done = build(tmp_path, write(tmp_path, GOOD.encode(), "简报.xyz"))
    assert done.exit_code == 1
    assert "简报.xyz" in done.stderr
    assert ".txt" in done.stderr


def test_what_is_not_there_is_wrong_use(tmp_path):
    assert build(tmp_path, tmp_path / "没有.txt").exit_code == 2


@pytest.mark.parametrize(
    ("text", "megabytes"),
    [
        (LINE, 2.0),
        ("人大常委会" * 40, 0.3),
        ("“" * 50 + "甲" * 50, 0.3),
        ("1" * 24 + "，", 0.1),
        ("（" * 99 + "区", 0.3),
    ],
    ids=["sentences", "one name", "open quotes", "digits", "open brackets"],
)
def test_one_long_line_takes_time_in_proportion(tmp_path, text, megabytes):
    data = (text * int(megabytes * 1e6 / len(text.encode()))).encode()
    assert b"\n" not in data
    assert len(data) > megabytes * 0.99e6
    path = write(tmp_path, data, "长.txt")
    make_ready(Options())
    began = time.process_time()
    _, facts = extract_file(path, load_pack())
    assert facts.articles
    assert time.process_time() - began < 5 + 30 * megabytes  # a fifth of it on an idle machine
