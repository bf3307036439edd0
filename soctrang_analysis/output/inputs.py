"""What a command works on: the plan, the values and the year, named or bundled."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import RangeError, refused
from soctrang_analysis.output.tables import context_of, has_national
from soctrang_analysis.reading import bundled
from soctrang_analysis.reading.observations import read_observations
from soctrang_analysis.reading.plan import Plan, read_plan

NAMED = {"soctrang": bundled.soc_trang, "national": bundled.national}


@dataclass(frozen=True)
class Inputs:
    """A plan, the values and the year of a command, and the files they came from."""

    plan: Plan
    values: pd.DataFrame | None
    as_of: float | None
    files: dict[str, Path]
    bundled: bool

    @property
    def year(self) -> float:
        """The year of the assessment, for what cannot do without it."""
        if self.as_of is None:
            raise refused(
                "năm đánh giá / the year of the assessment", "không có / none",
                "thêm --as-of NĂM / add --as-of YEAR", where="--as-of", kind=RangeError,
            )  # fmt: skip
        return self.as_of

    @property
    def notice(self) -> str:
        """The first line a command prints: what it works on, in both languages."""
        lines = []
        for lang in facts.LANGS:
            unknown = facts.said("words/labels", "unknown_area", lang)
            parts = {
                "plan": self.plan.source[f"title_{lang}"],
                "area": self.plan.area or unknown,
                "year": "–" if self.as_of is None else f"{self.as_of:g}",
                "values": facts.said("words/labels", self._origin, lang),
            }
            key = "works_on_bundled" if self.bundled else "works_on"
            lines.append(facts.said("words/labels", key, lang, **parts))
        return " / ".join(lines)

    @property
    def _origin(self) -> str:
        """Label that says where the values come from."""
        if self.values is None:
            return "values_none"
        own = self.bundled and self.files["observations"] == _bundled_values()
        return "values_bundled" if own else "values_given"


def choose(
    plan: str | None,
    observations: Path | None = None,
    as_of: float | None = None,
    **reading: Any,
) -> Inputs:
    """The inputs of a command; with a plan named nothing bundled stands in."""
    if plan is None:
        observations = observations or _bundled_values()
        as_of = float(bundled.bundled("as_of")) if as_of is None else as_of
        document = facts.source_file(bundled.bundled("file"))
        read = plan_of("soctrang", **reading)
    else:
        document = Path(plan)
        read = plan_of(plan, **reading)
        if plan in NAMED:
            document = facts.source_file(read.source["file"])
    files = {"plan": document}
    if observations:
        files["observations"] = observations
    values = read_observations(observations, plan=read) if observations else None
    return Inputs(read, values, as_of, files, plan is None)


def _bundled_values() -> Path:
    return facts.source_file(bundled.bundled("observations"))


def plan_of(name: str, **reading: Any) -> Plan:
    """A bundled plan by its name ("soctrang", "national"), else that of a file."""
    if name not in NAMED:
        return read_plan(name, **reading)
    if set(reading) - {"strict"}:  # a bundled plan has its area and framework
        given = ("--plan TỆP / --plan FILE", "không có / none")
        do, where = "thêm --plan / add --plan", "--area, --framework"
        raise refused(*given, do, where=where, kind=RangeError)
    return NAMED[name]()


def hashes(inputs: Inputs) -> list[dict[str, str]]:
    """Every file that goes into a build: its part, name and SHA-256, no path."""
    files = dict(inputs.files)
    if context_of(inputs.plan) is not None:
        files["context"] = facts.source_file(bundled.bundled("context"))
    if has_national(inputs.plan):
        name = bundled.national().source["file"]
        files["national targets"] = facts.source_file(name)
    rows = []
    for part, path in files.items():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        rows.append({"input": part, "file": path.name, "sha256": digest})
    return rows
