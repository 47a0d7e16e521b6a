"""Generates newsletters: cities, mechanisms, figures and wording vary with a seed."""

from __future__ import annotations

import random
from pathlib import Path

CITIES = {
    "四川省": {"泸州市": ["江阳区", "龙马潭区", "合江县"], "绵阳市": ["涪城区", "游仙区", "三台县"]},
    "湖北省": {"襄阳市": ["襄城区", "樊城区", "谷城县"], "宜昌市": ["西陵区", "夷陵区", "秭归县"]},
    "福建省": {"泉州市": ["鲤城区", "丰泽区", "安溪县"], "福州市": ["鼓楼区", "仓山区", "闽侯县"]},
    "江苏省": {"南京市": ["鼓楼区", "玄武区", "江宁区"], "徐州市": ["鼓楼区", "铜山区", "沛县"]},
    "浙江省": {"杭州市": ["上城区", "西湖区", "临平区"], "宁波市": ["海曙区", "鄞州区", "宁海县"]},
}
SLOGANS = [
    "三查三护",
    "四步工作法",
    "一线双联",
    "五色督办",
    "六问六看",
    "双向清单",
    "码上提",
    "议事亭",
    "回头看",
    "百日攻坚",
]
THEMES = ["校园食品安全", "老旧小区改造", "污水管网建设", "长江保护", "养老服务", "乡村振兴", "营商环境", "非遗保护"]
LAWS = ["食品安全法", "长江保护法", "乡村振兴促进法", "环境保护法", "老年人权益保障法", "反食品浪费法"]
OFFICES = ["教育局", "住建局", "市场监管局", "生态环境局", "农业农村局", "民政局"]
SURNAMES, GIVEN = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜",
    "明芳静波磊娟敏强丽军洋勇艳杰涛超霞平刚英慧玲",
)


def newsletter(seed: int, paragraphs: int = 4) -> str:
    """Return one newsletter; the same seed gives the same text."""
    dice = random.Random(seed)
    province = dice.choice(sorted(CITIES))
    city = dice.choice(sorted(CITIES[province]))
    articles = [_article(dice, county, paragraphs) for county in CITIES[province][city]]
    out = [
        f"{city.removesuffix('市')}人大信息", f"第{seed % 24 + 1}期（总第{seed + 1}期）", f"{city}人大常委会办公室编",
        f"{dice.randrange(2015, 2026)}年{dice.randrange(1, 13)}月{dice.randrange(1, 28)}日", "", "目  录", "",
        *(f"【监督纵横】{title}" for title, _ in articles), "", "【监督纵横】", "",
    ]  # fmt: skip
    for title, lines in articles:
        out += [title, "", *lines, ""]
    out += [f"报送：{province}人大常委会办公厅、研究室", f"发：{city}人大常委会组成人员", f"责任编辑：{_name(dice)}"]
    return "\n".join(out) + "\n"


def _article(dice: random.Random, county: str, paragraphs: int) -> tuple[str, list[str]]:
    slogan, theme, law, level = dice.choice(SLOGANS), dice.choice(THEMES), dice.choice(LAWS), county[-1]
    told = [
        f"{county}人大常委会探索“{slogan}”机制，聚焦{theme}，组织代表{dice.randrange(10, 900)}人次开展视察。",
        f"{level}人大常委会会同{level}检察院开展{law}执法检查，发现问题{dice.randrange(5, 99)}个。",
        f"{level}人大常委会听取{level}政府专项工作报告，对{level}{dice.choice(OFFICES)}开展专题询问。",
        f"依托{dice.randrange(5, 90)}个代表联络站收集群众意见{dice.randrange(50, 2000)}余条，推动整改{dice.randrange(3, 50)}项。",
        f"去年以来，累计投入资金{dice.randrange(100, 9000)}万元，惠及居民{dice.randrange(1, 30)}万人。",
    ]
    lines = ["".join(dice.sample(told[1:], 2)) if index else told[0] + told[1] for index in range(paragraphs)]
    lines.append(f"下一步，{level}人大常委会将完善“{slogan}”闭环管理，推动{theme}常态长效。")
    return f"{county}：“{slogan}”推动{theme}见实效", [*lines, f"（{county}人大常委会办公室 {_name(dice)}）"]


def _name(dice: random.Random) -> str:
    return dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, dice.choice((1, 2))))


def write_corpus(folder: Path, count: int, paragraphs: int = 4) -> list[Path]:
    """Write so many newsletters below a folder, a subfolder for every hundred."""
    paths = []
    for seed in range(count):
        path = folder / f"{seed // 100:03}" / f"issue-{seed:05}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(newsletter(seed, paragraphs), encoding="utf-8")
        paths.append(path)
    return paths
