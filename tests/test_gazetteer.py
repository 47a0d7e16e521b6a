"""The gazetteer: what names mean, where, and when.

Expected values are facts about the country, written by hand; none is derived from the rules under test.
"""

import time
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rdgraph.rules import gazetteer as module
from rdgraph.rules.divisions import Division, format_divisions, format_towns, parse_divisions, parse_towns
from rdgraph.rules.gazetteer import Gazetteer, load

DATA = files("rdgraph.rules") / "data" / "gazetteer"

GAZETTEER = load()
CURRENT = parse_divisions((DATA / "divisions.tsv").read_text("utf-8"), "divisions.tsv")
FORMER = parse_divisions((DATA / "history.tsv").read_text("utf-8"), "history.tsv")
ALL = (*CURRENT, *FORMER)


def area(code: str | None) -> Division | None:
    if code is None:
        return None
    division = GAZETTEER.by_code(code)
    assert division is not None, code
    return division


# Data


@pytest.mark.parametrize("name", ["divisions.tsv", "history.tsv"])
def test_division_files_round_trip(name):
    text = (DATA / name).read_text("utf-8")
    assert format_divisions(parse_divisions(text, name)) == text


def test_town_file_round_trips():
    text = (DATA / "towns.tsv").read_text("utf-8")
    towns = {
        county: {county + town[:3]: town[3:] for town in line.split(" ")} for county, line in parse_towns(text).items()
    }
    assert format_towns(towns) == text


def test_size_is_that_of_the_country():
    levels = [d.level for d in CURRENT]
    assert {level: levels.count(level) for level in set(levels)} == {
        "province": 34,
        "city": 333,
        "county": 2847,
        "zone": 129,
    }
    assert len(FORMER) == 515


def test_keys_are_unique():
    assert len({d.key for d in ALL}) == len(ALL)


def test_parents_and_successors_are_current():
    codes = {d.code for d in CURRENT}
    for d in ALL:
        assert d.parent in codes or (d.parent is None and d.level == "province"), d
        assert codes.issuperset(d.successors), d


def test_towns_lie_in_current_counties():
    codes = {d.code for d in CURRENT if d.level == "county"}
    assert codes.issuperset(parse_towns((DATA / "towns.tsv").read_text("utf-8")))


def test_only_former_divisions_have_an_end_and_successors():
    assert all(d.until is None and not d.successors for d in CURRENT)
    assert all(d.until is not None and d.until >= 2000 for d in FORMER)
    assert all(d.since is None or d.until is None or d.since <= d.until for d in ALL)


def test_no_former_division_still_exists_where_it_was():
    here = {(d.parent, d.name) for d in CURRENT}
    assert [d for d in FORMER if (d.parent, d.name) in here] == []


def test_former_divisions_without_successor_are_the_known_ones():
    """郊区 divided among all districts of their city."""
    assert [(d.code, d.name) for d in FORMER if not d.successors] == [
        ("130106", "郊区"),
        ("450107", "市郊区"),
        ("450206", "市郊区"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "code\tname\n",
        "code\tname\tshort\taliases\tlevel\tparent\tsince\tuntil\tsuccessors\n330000\t浙江省\n",
        "code\tname\tshort\taliases\tlevel\tparent\tsince\tuntil\tsuccessors\n330000\t浙江省\t\t\t省\t\t\t\t\n",
    ],
)
def test_malformed_rows_are_refused_with_their_place(text):
    with pytest.raises(ValueError, match=r"x\.tsv:\d: "):
        parse_divisions(text, "x.tsv")


# Names


@pytest.mark.parametrize(
    ("code", "name", "shorts"),
    [
        ("330000", "浙江省", ("浙江",)),
        ("150000", "内蒙古自治区", ("内蒙古",)),
        ("450000", "广西壮族自治区", ("广西",)),
        ("810000", "香港特别行政区", ("香港",)),
        ("330100", "杭州市", ("杭州",)),
        ("330102", "上城区", ("上城",)),
        ("330127", "淳安县", ("淳安",)),
        ("331127", "景宁畲族自治县", ("景宁", "景宁县")),
        ("530925", "双江拉祜族佤族布朗族傣族自治县", ("双江", "双江县")),
        ("150223", "达尔罕茂明安联合旗", ("达尔罕茂明安", "达茂", "达茂旗")),
        ("422800", "恩施土家族苗族自治州", ("恩施", "恩施州")),
        ("622926", "东乡族自治县", ("东乡", "东乡县")),
        ("652800", "巴音郭楞蒙古自治州", ("巴音郭楞", "巴州", "巴音郭楞州")),
        ("410304", "瀍河回族区", ("瀍河",)),
        ("429021", "神农架林区", ("神农架",)),
        ("140109", "万柏林区", ("万柏林",)),
        ("310115", "浦东新区", ("浦东",)),
        ("520203", "六枝特区", ("六枝",)),
        ("152200", "兴安盟", ("兴安",)),
        ("653100", "喀什地区", ("喀什",)),
        ("350405", "沙县区", ("沙县",)),
        ("430781", "津市市", ("津市",)),
        ("610822", "府谷县", ("府谷",)),
        # none of two characters, none in use, or one that means something else
        ("130133", "赵县", ()),
        ("510402", "东区", ()),
        ("140502", "城区", ()),
        ("140303", "矿区", ()),
        ("370103", "市中区", ()),
        ("130107", "井陉矿区", ()),
        ("150422", "巴林左旗", ()),
        ("130171", "石家庄高新技术产业开发区", ()),
    ],
)
def test_everyday_forms(code, name, shorts):
    division = area(code)
    assert (division.name, division.shorts) == (name, shorts)
    assert all(division in GAZETTEER.called(short) for short in shorts)


def test_names_are_sorted_and_complete():
    full, shorts = GAZETTEER.names()
    assert list(full) == sorted(set(full))
    assert list(shorts) == sorted(set(shorts))
    assert {"浙江省", "江干区", "乔司街道", "苏州工业园区"} <= set(full)
    assert {"浙江", "淳安", "恩施州", "江干"} <= set(shorts)
    assert not set(full) & set(shorts)
    assert min(map(len, (*full, *shorts))) >= 2


@pytest.mark.parametrize(
    ("code", "qualified"),
    [
        ("330113", "临平区"),
        ("330106", "杭州市西湖区"),
        ("360103", "南昌市西湖区"),
        ("320106", "南京市鼓楼区"),
        ("330104", "江干区"),
        ("330204", "宁波市江东区"),
        ("330000", "浙江省"),
        ("429004", "仙桃市"),
        ("110105", "北京市朝阳区"),
        ("140203", "大同市矿区"),
        ("330113005", "临平区乔司街道"),
        ("330106109", "杭州市西湖区三墩镇"),
        ("330122003", "桐庐县城南街道"),
        ("330114002", "钱塘区白杨街道"),
        ("330109105", "萧山区临浦镇"),
    ],
)
def test_qualified_name(code, qualified):
    assert GAZETTEER.qualified_name(area(code)) == qualified


def test_every_qualified_name_is_unique_and_resolves_back():
    names = [GAZETTEER.qualified_name(d) for d in ALL]
    assert len(set(names)) == len(ALL) == 3858
    assert [n for n, d in zip(names, ALL, strict=True) if GAZETTEER.resolve(n).division != d] == []


@settings(deadline=None)
@given(st.data())
def test_a_division_is_found_by_its_name_in_its_own_area(data):
    division = data.draw(st.sampled_from(CURRENT))
    found = GAZETTEER.resolve(division.name, within=division)
    assert (found.division, found.reason) == (division, "within")
    for town in GAZETTEER.children(division):
        assert GAZETTEER.is_within(town, division)
        if town.level == "town":
            assert GAZETTEER.resolve(town.name, within=division).division == town
            assert GAZETTEER.by_code(town.code) == town


@settings(deadline=None)
@given(st.sampled_from(ALL), st.sampled_from(ALL), st.integers(2000, 2030))
def test_a_full_name_never_means_a_division_of_another_name(division, somewhere, year):
    found = GAZETTEER.resolve(division.name, within=somewhere, year=year)
    assert found.division is None or found.division.name == division.name
    assert (found.division is None) == (found.reason in ("ambiguous", "outside", "unknown"))
    if found.division is None:
        assert found.candidates


@settings(deadline=None)
@given(st.text(max_size=8))
def test_any_text_resolves_to_something_or_nothing(text):
    found = GAZETTEER.resolve(text)
    assert found.division is not None or found.reason in ("ambiguous", "unknown")


# Structure


def test_ancestors_and_children():
    names = [d.name for d in GAZETTEER.ancestors(area("330113005"))]
    assert names == ["临平区", "杭州市", "浙江省"]
    assert [d.name for d in GAZETTEER.ancestors(area("110105"))] == ["北京市"]
    assert [d.name for d in GAZETTEER.ancestors(area("429004"))] == ["湖北省"]
    assert [d.name for d in GAZETTEER.children(area("330100"))] == [
        *("上城区", "拱墅区", "西湖区", "滨江区", "萧山区", "余杭区", "富阳区", "临安区", "临平区", "钱塘区"),
        *("桐庐县", "淳安县", "建德市"),
    ]
    assert GAZETTEER.children(area("330104")) == ()


def test_is_within():
    assert GAZETTEER.is_within(area("330106109"), area("330000"))
    assert GAZETTEER.is_within(area("330106"), area("330106"))
    assert not GAZETTEER.is_within(area("330106"), area("360100"))
    assert not GAZETTEER.is_within(area("330100"), area("330106"))
    assert GAZETTEER.is_within(area("330104"), area("330102")), "江干区 became part of 上城区"


def test_codes():
    assert GAZETTEER.by_code("999999") is None
    assert GAZETTEER.by_code("330106999") is None
    assert GAZETTEER.by_code("999999001") is None
    assert area("130502").name == "襄都区", "a code in use means who has it today"
    assert area("330104").key == "330104-2021"
    assert area("330102").key == "330102"


# Resolving

HANGZHOU, SHANGCHENG, YUHANG, LINPING, ZHEJIANG = "330100", "330102", "330110", "330113", "330000"


@pytest.mark.parametrize(
    ("name", "within", "year", "key", "reason"),
    [
        # the area itself, what is in it, what is around it
        ("上城区", SHANGCHENG, None, "330102", "within"),
        ("上城", SHANGCHENG, None, "330102", "within"),
        ("西湖区", HANGZHOU, None, "330106", "within"),
        ("西湖区", SHANGCHENG, None, "330106", "nearby"),
        ("西湖区", "360102", None, "360103", "nearby"),
        ("杭州市", SHANGCHENG, None, "330100", "nearby"),
        ("杭州", SHANGCHENG, None, "330100", "nearby"),
        ("浙江", SHANGCHENG, None, "330000", "nearby"),
        ("鼓楼区", "320100", None, "320106", "within"),
        ("朝阳区", "110101", None, "110105", "nearby"),
        # towns: of the county, then of the city
        ("乔司街道", LINPING, None, "330113005", "within"),
        ("三墩镇", HANGZHOU, None, "330106109", "within"),
        ("三墩镇", SHANGCHENG, None, "330106109", "nearby"),
        ("城南街道", "330122", None, "330122003", "within"),
        ("白杨街道", HANGZHOU, None, "330114002", "within"),
        ("临浦镇", HANGZHOU, None, "330109105", "within"),
        # elsewhere in the country, where there is but one
        ("吴江区", SHANGCHENG, None, "320509", "nationwide"),
        ("淳安", None, None, "330127", "nationwide"),
        ("恩施州", HANGZHOU, None, "422800", "nationwide"),
        ("沙县区", HANGZHOU, None, "350405", "nationwide"),
        ("苏州工业园区", HANGZHOU, None, "320576", "nationwide"),
        # a city before a county, a province before a city of the same everyday name
        ("长沙", None, None, "430100", "nationwide"),
        ("长沙", "430121", None, "430100", "nearby"),
        ("吉林", None, None, "220000", "nationwide"),
        ("海南", SHANGCHENG, None, "460000", "nationwide"),
        ("海南", "150302", None, "150303", "nearby"),
        # chains, full and short
        ("杭州市西湖区", None, None, "330106", "nationwide"),
        ("杭州西湖", SHANGCHENG, None, "330106", "nearby"),
        ("浙江省杭州市西湖区三墩镇", None, None, "330106109", "nationwide"),
        ("江苏吴江", HANGZHOU, None, "320509", "nationwide"),
        # former divisions keep their identity, in texts of their time and later
        ("江干区", SHANGCHENG, 2016, "330104-2021", "within"),
        ("江干区", HANGZHOU, 2024, "330104-2021", "within"),
        ("下城区", HANGZHOU, 2019, "330103-2021", "within"),
        ("萧山市", HANGZHOU, 2000, "330181-2001", "within"),
        ("萧山市临浦镇", None, None, "330109105", "nationwide"),
        ("襄樊市", HANGZHOU, 2008, "420600-2010", "nationwide"),
        ("丽水地区", HANGZHOU, 2000, "332500-2000", "nearby"),
        # the year decides among several, and nothing else
        ("余杭", HANGZHOU, 2000, "330184-2001", "within"),
        ("余杭", HANGZHOU, 2020, "330110", "within"),
        ("余杭", HANGZHOU, None, "330110", "within"),
        ("临平区", HANGZHOU, 2015, "330113", "within"),
        ("余杭区", LINPING, 2016, "330110", "nearby"),
        ("襄阳", None, 2005, "420607-2010", "nationwide"),
        ("襄阳", None, 2020, "420600", "nationwide"),
        # a county that became a city or a district
        ("绍兴县", "330603", 2010, "330621-2013", "within"),
        ("柯桥区", "330600", 2010, "330603", "within"),
        ("丽水市", ZHEJIANG, 2010, "331100", "within"),
    ],
)
def test_resolves(name, within, year, key, reason):
    found = GAZETTEER.resolve(name, within=area(within), year=year)
    assert found.division is not None, found
    assert (found.division.key, found.reason) == (key, reason)


@pytest.mark.parametrize(
    ("name", "within", "reason"),
    [
        ("鼓楼区", None, "ambiguous"),
        ("鼓楼区", HANGZHOU, "ambiguous"),
        ("西湖区", None, "ambiguous"),
        ("江东区", None, "ambiguous"),  # 宁波 until 2016, 衡阳 until 2001
        ("城关镇", None, "ambiguous"),
        ("城南街道", ZHEJIANG, "ambiguous"),
        ("鼓楼", HANGZHOU, "ambiguous"),
        # towns beyond the city: the 九堡镇 of 杭州 is gone, the one of 瑞金 is not meant
        ("九堡镇", HANGZHOU, "outside"),
        ("城关镇", HANGZHOU, "outside"),
        ("三墩镇", "330200", "outside"),
        ("火星区", HANGZHOU, "unknown"),
        ("区", HANGZHOU, "unknown"),
        ("", HANGZHOU, "unknown"),
        ("杭州市鼓楼区", HANGZHOU, "unknown"),
    ],
)
def test_does_not_resolve(name, within, reason):
    found = GAZETTEER.resolve(name, within=area(within))
    assert (found.division, found.reason) == (None, reason)


# History


@pytest.mark.parametrize(
    ("code", "name", "since", "until", "successors"),
    [
        ("330103", "下城区", None, 2021, ("330105",)),
        ("330104", "江干区", None, 2021, ("330102",)),
        ("330181", "萧山市", None, 2001, ("330109",)),
        ("330184", "余杭市", None, 2001, ("330110",)),
        ("330183", "富阳市", None, 2014, ("330111",)),
        ("330185", "临安市", None, 2017, ("330112",)),
        ("330204", "江东区", None, 2016, ("330212",)),
        ("110103", "崇文区", None, 2010, ("110101",)),
        ("310119", "南汇区", 2001, 2009, ("310115",)),
        ("320283", "锡山市", None, 2000, ("320205", "320206")),
        ("420607", "襄阳区", 2001, 2010, ("420607",)),
        ("420621", "襄阳县", None, 2001, ("420607",)),
        ("371200", "莱芜市", None, 2018, ("370116", "370117")),
        ("410322", "孟津县", None, 2021, ("410308",)),
        ("500112", "渝北区", None, 2025, ("500157",)),
        ("130103", "桥东区", None, 2014, ("130102", "130104")),
    ],
)
def test_former_division(code, name, since, until, successors):
    assert [(d.since, d.until, d.successors) for d in FORMER if (d.code, d.name) == (code, name)] == [
        (since, until, successors)
    ]


@pytest.mark.parametrize(
    ("code", "name"),
    [("330110", "余杭区"), ("330105", "拱墅区"), ("332582", "丽水市"), ("332526", "遂昌县"), ("220281", "桦甸市")],
)
def test_noise_of_the_log_is_no_history(code, name):
    """What still exists, what only got another code, and codes that were swapped for a year."""
    assert [d for d in FORMER if (d.code, d.name) == (code, name)] == []


@pytest.mark.parametrize(
    ("code", "since"),
    [("330113", 2021), ("330114", 2021), ("330109", 2001), ("330383", 2019), ("330102", None), ("330106", None)],
)
def test_founding_year(code, since):
    assert area(code).since == since


# Loading


def test_loading_is_cached_and_its_time_is_printed(capsys):
    assert load() is load()
    start = time.perf_counter()
    fresh = module.load.__wrapped__()
    loaded = time.perf_counter()
    fresh.named("乔司街道")
    with capsys.disabled():
        first = time.perf_counter() - loaded
        print(f"\n[gazetteer: loaded in {(loaded - start) * 1e3:.0f} ms, first name in {first * 1e3:.0f} ms more]")


def test_a_gazetteer_of_ones_own_needs_no_files():
    own = Gazetteer([Division("990000", "某省", "某某", "province", None)], {"990101": "001甲镇"})
    assert own.resolve("某某").reason == "nationwide"
    assert own.resolve("甲镇").reason == "nationwide"
