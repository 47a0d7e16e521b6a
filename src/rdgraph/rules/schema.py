"""The shape of a rule file: strict, so that a misspelt key is an error and never a silent no-op."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Stage = Literal["mention", "agent", "relation", "topic", "activity", "quantity", "modality"]
Scope = Literal["national", "area"]

PREDICATES = (
    "implements", "participatesIn", "involves", "cooperatesWith", "includes", "hostedBy", "basedOn", "issues",
    "inspects", "supervises", "partOf", "locatedIn", "targets",
)  # fmt: skip
ACTIVITIES = (
    "听取审议报告", "执法检查", "专题询问", "视察", "调研", "督办建议", "工作评议", "备案审查", "座谈", "征集意见",
    "代表活动", "作出决议决定", "跟踪监督", "立法参与", "普法宣传", "学习培训", "听证", "会议",
)  # fmt: skip
ROLES = ("launches", "runs", "supervises", "promotes")
MODALITIES = ("planned", "proposed", "possible", "forecast")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(_Strict):
    """A sentence and what the rule finds in it; `source` says where the sentence, or its build, was met.

    `finds` lists canonical renderings: a mention as its name, a relation as ``subject → object``, an activity as
    ``type：object``, a quantity as ``value unit counted``. Empty in a counter-example.
    """

    text: str
    finds: tuple[str, ...] = ()
    source: str
    area: str = "杭州市上城区"


class Guards(_Strict):
    """Conditions beside the pattern. Each refusal is reported by name, so that a near miss can be explained.

    `unless_name` / `only_name`: word lists or regular expressions that the whole name must not / must match;
    `unless_left`, `only_left`, `unless_right`, `only_right`: regular expressions on the text around the match;
    `only_in`: the places where the rule applies (headline, body, byline).
    """

    unless_name: str | None = None
    only_name: str | None = None
    unless_left: str | None = None
    only_left: str | None = None
    unless_right: str | None = None
    only_right: str | None = None
    only_in: tuple[Literal["headline", "lead", "body", "byline"], ...] = ()


class Parent(_Strict):
    """The organ of which a composite name shows its bearer to be a part (上城区人大常委会 of …办公室)."""

    type: str
    name: str


class Rule(_Strict):
    """One rule. Which of the optional fields apply depends on `stage`; the loader checks that."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$")]
    stage: Stage
    about: str
    pattern: str
    triggers: tuple[str, ...] = ()
    priority: Annotated[int, Field(ge=0, le=100)] = 50
    confidence: Annotated[float, Field(gt=0, le=1)] = 0.9
    guards: Guards = Guards()
    examples: tuple[Example, ...] = ()
    counter_examples: tuple[Example, ...] = ()

    # mention
    type: str | None = None
    name: str | None = None
    core: str | None = None
    scope: Scope = "area"
    anaphor: bool = False
    alias: bool = True
    parent: Parent | None = None
    # relation
    predicate: str | None = None
    subject: str = "agent"
    object: str = "o"
    role: str | None = None
    # activity
    topical: bool = False
    antecedent: str | None = None
    by: str = "Congress"
    # quantity
    unit: str | None = None
    counts_as: Literal["unit", "nearest"] | None = None
    """Without a noun of its own a number counts what the last one did: of its unit, or in its sentence."""
    # modality
    modality: str | None = None


class Brand(_Strict):
    """A name shared across districts: every variant, anywhere, is the one node `name`. `source` says who shares it."""

    name: str
    type: Literal["Mechanism", "Program", "Platform"] | None = None
    variants: tuple[str, ...] = ()
    source: str


class RuleFile(_Strict):
    """One YAML file of a rule pack. `fragments` are pattern pieces, `lists` are word lists; both are pack-wide."""

    fragments: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    brands: tuple[Brand, ...] = ()
    rules: tuple[Rule, ...] = ()
