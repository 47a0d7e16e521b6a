"""Everyday forms of the names of administrative divisions: 淳安县 → 淳安, 景宁畲族自治县 → 景宁, 景宁县.

The official suffix says what kind of division it is; speech drops it, and drops the peoples named in an autonomous
division with it. What this module derives is written to ``divisions.tsv`` and reviewed there.
"""

from __future__ import annotations

import re

# The peoples as they occur in names of divisions. Some names write a people without 族 (巴音郭楞蒙古自治州).
_PEOPLE = (
    "(?:阿昌|白|保安|布朗|布依|朝鲜|达斡尔|傣|德昂|东乡|侗|独龙|鄂伦春|鄂温克|高山|仡佬|哈尼|哈萨克|赫哲|回|基诺|京|景颇|"
    "柯尔克孜|拉祜|黎|傈僳|珞巴|满|毛南|门巴|蒙古|苗|仫佬|纳西|怒|普米|羌|撒拉|畲|水|塔吉克|塔塔尔|土家|土|佤|维吾尔|"
    "乌孜别克|锡伯|瑶|彝|裕固|藏|壮|各)族"
    "|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|维吾尔"
)
_AUTONOMOUS = re.compile(rf"^(?P<stem>.{{2,}}?)(?:{_PEOPLE})*族?自治(?P<kind>区|州|县|旗)$")
_ETHNIC_DISTRICT = re.compile(rf"^(?P<stem>.{{2,}}?)(?:{_PEOPLE})+区$")
_PLAIN = re.compile(r"^(?P<stem>.{2,}?)(?:特别行政区|地区|特区|新区|矿区|省|市|区|县|旗|盟)$")

# 巴林左旗 is not called 巴林左; 市中, 城中 and 南郊 are ordinary words; 井陉 is the county, not the mining district
# beside it.
_NO_SHORT_FORM = re.compile(r"[左右前后中]旗$|^(?:市中|城中|井陉矿|[市东西南北]郊)区$")

# Endings that are a suffix in one name only: 万柏林区 is no 林区.
_SINGLE_CASES = {"神农架林区": "神农架", "达尔罕茂明安联合旗": "达尔罕茂明安"}

# Forms in everyday use that no rule derives. Key: name of a current division; every name here is unique in the country.
_EXTRA_ALIASES: dict[str, tuple[str, ...]] = {
    "东乌珠穆沁旗": ("东乌旗",),
    "乌拉特中旗": ("乌中旗",),
    "乌拉特前旗": ("乌前旗",),
    "乌拉特后旗": ("乌后旗",),
    "克孜勒苏柯尔克孜自治州": ("克州",),
    "克什克腾旗": ("克旗",),
    "前郭尔罗斯蒙古族自治县": ("前郭", "前郭县"),
    "博尔塔拉蒙古自治州": ("博州",),
    "喀喇沁左翼蒙古族自治县": ("喀左", "喀左县"),
    "土默特右旗": ("土右旗",),
    "土默特左旗": ("土左旗",),
    "察哈尔右翼中旗": ("察右中旗",),
    "察哈尔右翼前旗": ("察右前旗",),
    "察哈尔右翼后旗": ("察右后旗",),
    "巴音郭楞蒙古自治州": ("巴州",),
    "新巴尔虎右旗": ("新右旗",),
    "新巴尔虎左旗": ("新左旗",),
    "科尔沁右翼中旗": ("科右中旗",),
    "科尔沁右翼前旗": ("科右前旗",),
    "科尔沁左翼中旗": ("科左中旗",),
    "科尔沁左翼后旗": ("科左后旗",),
    "莫力达瓦达斡尔族自治旗": ("莫旗",),
    "西乌珠穆沁旗": ("西乌旗",),
    "达尔罕茂明安联合旗": ("达茂", "达茂旗"),
    "锡林郭勒盟": ("锡盟",),
    "阿拉善右旗": ("阿右旗",),
    "阿拉善左旗": ("阿左旗",),
}


def short_name(name: str) -> str:
    """Return the everyday form of an official name, or "" where it has none of two characters or more."""
    if _NO_SHORT_FORM.search(name):
        return ""
    if name in _SINGLE_CASES:
        return _SINGLE_CASES[name]
    match = _AUTONOMOUS.match(name) or _ETHNIC_DISTRICT.match(name) or _PLAIN.match(name)
    return match["stem"] if match else ""


def aliases(name: str) -> tuple[str, ...]:
    """Return the further everyday forms of an official name: 恩施土家族苗族自治州 → 恩施州."""
    derived: tuple[str, ...] = ()
    if (match := _AUTONOMOUS.match(name)) and match["kind"] != "区":
        derived = (match["stem"] + match["kind"],)
    return tuple(sorted({*derived, *_EXTRA_ALIASES.get(name, ())}))
