"""Following a province's promises to children, with numbers that can be trusted."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from soctrang_analysis.analysis.backtest import backtest
    from soctrang_analysis.analysis.boards import boards
    from soctrang_analysis.analysis.budget_summary import budget_summary, budget_totals
    from soctrang_analysis.analysis.comparison import compare_plans
    from soctrang_analysis.analysis.merger import merger_effect
    from soctrang_analysis.analysis.neighbours import neighbours
    from soctrang_analysis.analysis.number_met import expected_met
    from soctrang_analysis.analysis.options import Options
    from soctrang_analysis.analysis.outlook import outlook
    from soctrang_analysis.analysis.progress import assess
    from soctrang_analysis.analysis.regroup import regroup
    from soctrang_analysis.analysis.second_opinions import second_opinions
    from soctrang_analysis.analysis.selection import used_observations
    from soctrang_analysis.analysis.sensitivity import sensitivity
    from soctrang_analysis.analysis.summary import summarise
    from soctrang_analysis.analysis.tipping import tipping
    from soctrang_analysis.analysis.trajectories import trajectories
    from soctrang_analysis.analysis.yearly_range import yearly_range
    from soctrang_analysis.errors import (
        MendError,
        ParseError,
        PlanError,
        RangeError,
        SchemaError,
        SourceChangedError,
    )
    from soctrang_analysis.output import charts
    from soctrang_analysis.output.brief import export_brief
    from soctrang_analysis.output.comments import write_comments
    from soctrang_analysis.output.figures import export_figures
    from soctrang_analysis.output.workbook import export_workbook
    from soctrang_analysis.reading.area_table import AreaTable
    from soctrang_analysis.reading.areas import read_areas
    from soctrang_analysis.reading.bundled import (
        load_context,
        load_observations,
        national,
        soc_trang,
    )
    from soctrang_analysis.reading.explain import explain
    from soctrang_analysis.reading.indicators import indicators
    from soctrang_analysis.reading.observations import read_observations
    from soctrang_analysis.reading.plan import Plan, audit, read_plan
    from soctrang_analysis.reading.written import read_table
    from soctrang_analysis.round.forms import make_form, make_forms
    from soctrang_analysis.round.marked import mark_forms
    from soctrang_analysis.round.record import append_record
    from soctrang_analysis.round.recorded import (
        History,
        history,
        read_record,
        record_tasks,
    )
    from soctrang_analysis.round.report import write_report
    from soctrang_analysis.round.returns import Returns, read_forms
    from soctrang_analysis.round.status import round_status

# Public name -> the module that holds it.
_HOMES = {
    "Options": "analysis.options",
    "assess": "analysis.progress",
    "backtest": "analysis.backtest",
    "boards": "analysis.boards",
    "budget_summary": "analysis.budget_summary",
    "budget_totals": "analysis.budget_summary",
    "expected_met": "analysis.number_met",
    "merger_effect": "analysis.merger",
    "outlook": "analysis.outlook",
    "neighbours": "analysis.neighbours",
    "regroup": "analysis.regroup",
    "second_opinions": "analysis.second_opinions",
    "sensitivity": "analysis.sensitivity",
    "summarise": "analysis.summary",
    "tipping": "analysis.tipping",
    "trajectories": "analysis.trajectories",
    "yearly_range": "analysis.yearly_range",
    "AreaTable": "reading.area_table",
    "MendError": "errors",
    "ParseError": "errors",
    "Plan": "reading.plan",
    "PlanError": "errors",
    "RangeError": "errors",
    "SchemaError": "errors",
    "SourceChangedError": "errors",
    "audit": "reading.plan",
    "compare_plans": "analysis.comparison",
    "explain": "reading.explain",
    "export_brief": "output.brief",
    "export_figures": "output.figures",
    "export_workbook": "output.workbook",
    "load_context": "reading.bundled",
    "load_observations": "reading.bundled",
    "indicators": "reading.indicators",
    "national": "reading.bundled",
    "read_areas": "reading.areas",
    "read_observations": "reading.observations",
    "read_plan": "reading.plan",
    "read_table": "reading.written",
    "History": "round.recorded",
    "Returns": "round.returns",
    "append_record": "round.record",
    "history": "round.recorded",
    "make_form": "round.forms",
    "make_forms": "round.forms",
    "mark_forms": "round.marked",
    "read_forms": "round.returns",
    "read_record": "round.recorded",
    "record_tasks": "round.recorded",
    "round_status": "round.status",
    "soc_trang": "reading.bundled",
    "used_observations": "analysis.selection",
    "write_report": "round.report",
    "write_comments": "output.comments",
}
__all__ = [*_HOMES, "charts"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: importing the package does no work."""
    if name == "charts":
        return import_module(f"{__name__}.output.charts")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
