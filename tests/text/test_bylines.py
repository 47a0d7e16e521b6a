"""Names and bylines."""

from __future__ import annotations

import pytest

from rdgraph.text import segment
from rdgraph.text.names import name_spans, names_known
from rdgraph.text.normalize import fold
from rdgraph.text.segment import bylines
from tests.text.support import source_of

NAMES = [
    ("蔡 静", ["蔡静"]), ("钱苏晚 郑 丽", ["钱苏晚", "郑丽"]), ("张三李 四", ["张三", "李四"]), ("张三李四", ["张三", "李四"]),
    ("王 建 芬 李 明", ["王建芬", "李明"]), ("王建芬", ["王建芬"]), ("欧阳娜", ["欧阳娜"]), ("欧阳 娜 娜 李明", ["欧阳娜娜", "李明"]),
    ("李明、王 芳", ["李明", "王芳"]), ("李 明 王 芳 赵 强", ["李明", "王芳", "赵强"]), ("英 颖", ["英颖"]),
    ("阿依古丽·买买提", ["阿依古丽·买买提"]), ("刘洋/王一", ["刘洋", "王一"]), ("司马 光", ["司马光"]), ("林 晨 傅 雪 松", ["林晨", "傅雪松"]),
    ("李明　　王芳", ["李明", "王芳"]),
]  # fmt: skip
NO_NAMES = ["近年来，", "市人大常委会办公室组织召开会议", "2024年", "一", "Ab1", "李", "（李明）", "。"]

WHOLE_LINES = [
    ("(上城区人大常委会办公室 蔡 静)", "上城区人大常委会办公室", ["蔡静"]),
    ("(办公厅)", "办公厅", []),
    ("(代表工委 李兴军)", "代表工委", ["李兴军"]),
    ("（钱塘区人大常委会社会建设工委 王建芬）", "钱塘区人大常委会社会建设工委", ["王建芬"]),
    ("（上城区人大常委会办公室蔡静）", "上城区人大常委会办公室", ["蔡静"]),
    ("（供稿：临海市人大常委会办公室 李明、王芳）", "临海市人大常委会办公室", ["李明", "王芳"]),
    ("供稿单位：临海市人大常委会", "临海市人大常委会", []),
    ("（作者单位：临海市人大常委会）", "临海市人大常委会", []),
    ("作者：李明", None, ["李明"]),
    ("通讯员 李明 王芳", None, ["李明", "王芳"]),
    ("撰稿：李明  审核：王芳", None, ["李明"]),
    ("（蔡 静）", None, ["蔡静"]),
    ("上城区人大常委会办公室 蔡静", "上城区人大常委会办公室", ["蔡静"]),
    ("富阳区人大常委会办公室", "富阳区人大常委会办公室", []),
    ("（文/图 李明）", None, ["李明"]),
    ("（李明 报道）", None, ["李明"]),
    ("（城厢区人大办 陈 林）", "城厢区人大办", ["陈林"]),
    ("（莆田市人大常委会教科文卫工委、办公室 陈林）", "莆田市人大常委会教科文卫工委、办公室", ["陈林"]),
    ("（上城区人大常委会办公室 蔡静 西湖区人大常委会办公室 王芳）", "上城区人大常委会办公室", ["蔡静", "王芳"]),
    ("（武昌区人大常委会　邓 涛　洪山区人大常委会　佘海燕）", "武昌区人大常委会", ["邓涛", "佘海燕"]),
    ("（市人大城环资工委  罗 涛、先 敏）", "市人大城环资工委", ["罗涛", "先敏"]),
    ("【记者 王芳 通讯员 李明】", None, ["王芳", "李明"]),
    ("（临海市人大常委会代表工委   供稿）", "临海市人大常委会代表工委", []),
]  # fmt: skip
NO_LINES = [
    "（一）加强领导", "市人大常委会“四督联动”推动 监督工作走深走实", "（2024年3月15日）", "（完）", "（待续）", "（详见附件）",
    "深化法治政府监督", "完善工作机制", "打造一流工作品牌", "（草案）", "一是加强领导。", "目录", "——来自泸州的调查",
    "西湖区：“三个一”联动助推强化历史街区活化保护", "县检察院专项工作报告。", "合江县人大常委会聚焦“合江荔枝”，听取和审议县法院、县检察院",
]  # fmt: skip
TAILS = [
    ("提升质效。（上城区人大常委会办公室 蔡静）", "上城区人大常委会办公室", ["蔡静"]),
    ("提升质效。（蔡 静）", None, ["蔡静"]),
    ("实现“双提升”。 (代表工委 李兴军)", "代表工委", ["李兴军"]),
]  # fmt: skip
NO_TAILS = [
    "落实到位。（完）",
    "推进工作（试行）",
    "质效。（见图）",
    "（一府两院）。",
    "通至18个乡镇（街道）",
    "（蔡静）",
]
OPENINGS = [
    ("本刊讯（记者 王建芬）近日，市人大", None, ["王建芬"], "本刊讯（记者 王建芬）"),
    ("（本刊记者 李明）11月", None, ["李明"], "（本刊记者 李明）"),
    ("（通讯员 李明 王芳）近日，", None, ["李明", "王芳"], "（通讯员 李明 王芳）"),
    ("本报记者 王芳 报道：近日", None, ["王芳"], "本报记者 王芳 报道："),
    ("通讯员 李明：近日，", None, ["李明"], "通讯员 李明："),
    ("本刊讯（鹿城区人大常委会办公室 李明）9月", "鹿城区人大常委会办公室", ["李明"], "本刊讯（鹿城区人大常委会办公室 李明）"),
]  # fmt: skip
NO_OPENINGS = [
    "本刊讯 近日，",
    "记者从市人大常委会获悉，",
    "记者 从市人大常委会获悉，",
    "（一）近日，",
    "近日，记者李明",
    "",
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_names(text: str, names: list[str]) -> None:
    folded = fold(text)
    spans = name_spans(folded)
    assert spans is not None
    assert ["".join(folded[low:high].split()) for low, high in spans] == names
    assert names_known(folded, spans)


@pytest.mark.parametrize("text", NO_NAMES)
def test_no_names(text: str) -> None:
    folded = fold(text)
    spans = name_spans(folded)
    assert spans is None or not names_known(folded, spans)


def read(signature: bylines.Signature | None, text: str) -> tuple[str | None, list[str]] | None:
    if signature is None:
        return None
    unit = "".join(text[slice(*signature.unit)].split()) if signature.unit else None
    return unit, ["".join(text[low:high].split()) for low, high in signature.names]


@pytest.mark.parametrize(("line", "unit", "names"), WHOLE_LINES)
def test_a_line_that_is_a_byline(line: str, unit: str | None, names: list[str]) -> None:
    assert read(bylines.closing(fold(line)), fold(line)) == (unit, names)


@pytest.mark.parametrize("line", NO_LINES)
def test_a_line_that_is_none(line: str) -> None:
    assert bylines.closing(fold(line)) is None


@pytest.mark.parametrize(("text", "unit", "names"), TAILS)
def test_a_byline_behind_a_paragraph(text: str, unit: str | None, names: list[str]) -> None:
    assert read(bylines.tail(fold(text)), fold(text)) == (unit, names)


@pytest.mark.parametrize("text", NO_TAILS)
def test_no_byline_behind_a_paragraph(text: str) -> None:
    assert bylines.tail(fold(text)) is None


@pytest.mark.parametrize(("text", "unit", "names", "whole"), OPENINGS)
def test_a_byline_that_opens_a_body(text: str, unit: str | None, names: list[str], whole: str) -> None:
    signature = bylines.opening(fold(text))
    assert read(signature, fold(text)) == (unit, names)
    assert signature is not None
    assert text[signature.start : signature.end] == whole


@pytest.mark.parametrize("text", NO_OPENINGS)
def test_no_byline_opens_a_body(text: str) -> None:
    assert bylines.opening(fold(text)) is None


@pytest.mark.parametrize("line", ["□ 王芳", "■王 芳 李明", "◎ 王芳、李明"])
def test_names_behind_a_box_under_a_headline_are_its_byline(line: str) -> None:
    text = f"甲区：接续监督养老服务\n\n{line}\n\n甲区人大常委会组织代表视察3次，提出建议12条。\n\n会后，建议交有关部门办理。\n"
    (article,) = segment(source_of(text)).articles
    assert article.byline is not None
    assert article.byline.authors[0].name == "王芳"
    assert article.text[slice(*article.body)].startswith("甲区人大常委会")
