"""Every chart of the package: a tidy table in, Axes out; nothing is computed here."""

from soctrang_analysis.output.board_charts import (
    plot_acceleration,
    plot_board,
    plot_gap,
    plot_known,
)
from soctrang_analysis.output.budget_charts import (
    plot_budget,
    plot_objectives,
    plot_prices,
    plot_step,
)
from soctrang_analysis.output.comparison_charts import plot_agencies, plot_comparison
from soctrang_analysis.output.indicator_charts import plot_indicator, plot_mortality
from soctrang_analysis.output.plan_charts import plot_band, plot_fall, plot_promises
from soctrang_analysis.output.style import use_style

__all__ = [
    "plot_acceleration",
    "plot_agencies",
    "plot_band",
    "plot_board",
    "plot_budget",
    "plot_comparison",
    "plot_fall",
    "plot_gap",
    "plot_indicator",
    "plot_known",
    "plot_mortality",
    "plot_objectives",
    "plot_prices",
    "plot_promises",
    "plot_step",
    "use_style",
]
