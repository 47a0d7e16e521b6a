"""Which area a level word means, in every kind of area; and what a title or a compiler says of the publisher."""

import pytest

from rdgraph.resolve.areas import AreaResolver, leading_area
from rdgraph.rules.gazetteer import load
from tests.support import facts_of, newsletter

WORDS = ("", "区", "县", "市", "省", "自治区", "州", "旗", "盟")
TABLE = [
    # article about    newsletter of       ""               区        县        市          省        自治区            州                      旗            盟
    ("杭州市西湖区", "杭州市", "西湖区", "西湖区", None, "杭州市", "浙江省", None, None, None, None),
    ("晋江市", "泉州市", "晋江市", None, None, "晋江市", "福建省", None, None, None, None),
    ("安溪县", "泉州市", "安溪县", None, "安溪县", "泉州市", "福建省", None, None, None, None),
    ("杭州市", "杭州市", "杭州市", None, None, "杭州市", "浙江省", None, None, None, None),
    ("浙江省", "浙江省", "浙江省", None, None, None, "浙江省", None, None, None, None),
    ("上海市徐汇区", "上海市", "徐汇区", "徐汇区", None, "上海市", None, None, None, None, None),
    ("重庆市云阳县", "重庆市", "云阳县", None, "云阳县", "重庆市", None, None, None, None, None),
    ("南宁市青秀区", "南宁市", "青秀区", "青秀区", None, "南宁市", None, "广西壮族自治区", None, None, None),
    ("仙桃市", "湖北省", "仙桃市", None, None, "仙桃市", "湖北省", None, None, None, None),
    ("恩施市", "恩施州", "恩施市", None, None, "恩施市", "湖北省", None, "恩施土家族苗族自治州", None, None),
    ("苏尼特左旗", "锡林郭勒盟", "苏尼特左旗", None, None, None, None, "内蒙古自治区", None, "苏尼特左旗", "锡林郭勒盟"),
    ("景宁畲族自治县", "丽水市", "景宁畲族自治县", None, "景宁畲族自治县", "丽水市", "浙江省", None, None, None, None),
    ("神农架林区", "湖北省", "神农架林区", "神农架林区", None, None, "湖北省", None, None, None, None),
]  # fmt: skip

LEADING = [
    ("杭州市人大常委会研究室", "杭州市"),
    ("杭州人大信息", "杭州市"),
    ("南京市鼓楼区人大常委会办公室", "鼓楼区"),
    ("恩施州人大工作", "恩施土家族苗族自治州"),
    ("内蒙古人大", "内蒙古自治区"),
    ("晋江市人大常委会", "晋江市"),
    ("杭 州 市 人大常委会", "杭州市"),
    ("鼓楼区人大常委会", None),
    ("人大工作简报", None),
    ("", None),
]


def division(name):
    found = load().resolve(name).division
    assert found is not None, name
    return found


def name(found):
    return None if found is None else found.name


def test_case_counts():
    assert len(TABLE) == 13
    assert {len(row) for row in TABLE} == {2 + len(WORDS)}
    assert len(LEADING) == 10


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_level_words(row):
    area, home, *wanted = row
    resolver = AreaResolver(load(), division(home), division(area), 2025)
    assert [name(resolver.resolve(word)) for word in WORDS] == wanted


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
@pytest.mark.parametrize("prefix", ["全", "我", "本", "该"])
def test_level_words_with_a_prefix(row, prefix):
    area, home, *wanted = row
    resolver = AreaResolver(load(), division(home), division(area), 2025)
    assert [name(resolver.resolve(prefix + word)) for word in WORDS[1:]] == wanted[1:]


def test_an_article_whose_area_is_open_leaves_its_level_words_open():
    resolver = AreaResolver(load(), None, None, 2025)
    assert [name(resolver.resolve(word)) for word in WORDS] == [None] * len(WORDS)
    assert name(resolver.resolve("杭州市")) == "杭州市"
    assert name(resolver.resolve("鼓楼区")) is None


def test_without_an_area_of_its_own_an_article_is_about_the_newsletter_s():
    resolver = AreaResolver(load(), division("杭州市"), None, 2025)
    assert name(resolver.resolve("市")) == "杭州市"
    assert name(resolver.resolve("区")) is None


@pytest.mark.parametrize("text", ["本溪市", "本溪满族自治县", "全椒县", "全南县", "全州县"])
def test_a_name_that_begins_like_a_prefix_is_whole(text):
    assert name(AreaResolver(load(), division("杭州市"), None, 2025).resolve(text)) == text


def test_the_same_word_is_a_county_here_and_a_prefecture_there():
    assert name(AreaResolver(load(), division("桂林市"), None, 2025).resolve("全州")) == "全州县"
    assert name(AreaResolver(load(), division("大理白族自治州"), None, 2025).resolve("全州")) == "大理白族自治州"


def test_a_name_is_sought_in_the_article_s_area_first():
    for home, code in (("南京市", "320106"), ("徐州市", "320302"), ("福州市", "350102"), ("开封市", "410204")):
        assert AreaResolver(load(), division(home), None, 2025).resolve("鼓楼区").code == code


@pytest.mark.parametrize(("text", "wanted"), LEADING)
def test_leading_area(text, wanted):
    assert name(leading_area(text, load())) == wanted


UNSIGNED = [
    ("一条断头路的“通关”\n\n9月28日，西湖区三墩镇的道路通车。区人大常委会全程督办。", "西湖区"),
    ("一条断头路的“通关”——西湖区代表建议督办侧记\n\n道路通车，居民到拱墅区更近。区人大常委会全程督办。", "西湖区"),
    ("一条路的“通关”\n\n道路长680米，在西湖区与拱墅区之间。区人大常委会全程督办。", None),
    ("一条路的“通关”\n\n道路长680米，在西湖区境内。代表们表示满意。", None),
]


@pytest.mark.parametrize(("text", "wanted"), UNSIGNED)
def test_an_article_without_byline_is_about_the_one_county_that_it_names(text, wanted):
    headline, _, body = text.partition("\n\n")
    facts = facts_of(newsletter("杭州市", 7, [(headline, body)]))
    [article] = facts.articles.values()
    assert (article.division and facts.entities[article.division].label) == wanted
