"""Laws of the method, on all scales and directions, with numbers drawn at random."""

import os

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_examples import AREA, PLAN, UNITS, observed, target

from soctrang_analysis import facts
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.progress import assess
from soctrang_analysis.analysis.tipping import tipping
from soctrang_analysis.analysis.trajectories import trajectories

percents = st.floats(2, 98).map(lambda v: round(v, 2))
lines_of = st.lists(percents, min_size=2, max_size=6)
scales = st.sampled_from(["linear", "log", "logit"])
UP, DOWN = "2", "10"
# An assessment takes tens of milliseconds; `make fuzz` tries more.
FEWER = settings(max_examples=int(os.environ.get("LAWS_EXAMPLES", "10")))
NUMBERS = ["coverage", "chance", "projection", "expected", "low", "high", "years_ahead"]


def one(indicator, values, goal, *, as_of=2024, unit=None, **options):
    comparator = ">=" if indicator == UP else "<="
    goals = target(indicator, 2030, comparator, goal)
    table = assess(
        goals, observed(indicator, values, unit), as_of=as_of,
        options=Options(**options), areas=[AREA], reasons=False,
    )  # fmt: skip
    return table.iloc[0]


def yearly(values, start=None):
    start = 2025 - len(values) if start is None else start
    return dict(enumerate(values, start=start))


@FEWER
@given(st.floats(5, 40), st.floats(50, 95), scales, st.booleans(), st.integers(2, 5))
def test_1_values_on_the_path_are_on_track(low, high, scale, rising, n):
    base, goal = (low, high) if rising else (high, low)
    indicator = UP if rising else DOWN
    path = trajectories(
        target(indicator, 2030, ">=" if rising else "<=", goal),
        baselines={indicator: (2020, base)}, options=Options(scale={indicator: scale}),
    ).set_index("year")["value"]  # fmt: skip
    row = assess(
        target(indicator, 2030, ">=" if rising else "<=", goal),
        observed(indicator, {y: path[y] for y in range(2020, 2020 + n)}), as_of=2024,
        baselines={indicator: (2020, base)}, areas=[AREA],
        options=Options(scale={indicator: scale}, noise_floor=False),
    ).iloc[0]  # fmt: skip
    assert row["status"] == "on_track"
    assert row["coverage"] == pytest.approx(1, abs=1e-6)
    assert row["gap_good"] == pytest.approx(0, abs=1e-6)
    assert row["years_ahead"] == pytest.approx(0, abs=1e-6)
    assert row["chance"] < 0.5  # a pace is not yet a law


@FEWER
@given(lines_of, percents, st.sampled_from(["linear", "logit"]))
def test_2_the_mirror_changes_no_verdict(values, goal, scale):
    mirrored = [round(100 - v, 2) for v in values]
    up = one(UP, yearly(values), goal, scale={UP: scale})
    down = one(DOWN, yearly(mirrored), round(100 - goal, 2), scale={DOWN: scale})
    for name in ("status", "signal", "confidence"):
        assert up[name] == down[name]
    for name in ("coverage", "chance"):
        assert up[name] == pytest.approx(down[name], rel=1e-6, abs=1e-8, nan_ok=True)


@FEWER
@given(
    lines_of, percents, st.sampled_from(["linear", "log"]), st.sampled_from([10, 100])
)
def test_3_units_do_not_matter(values, goal, scale, k):
    plain = one("13", yearly(values), goal, scale={"13": scale}, noise_floor=False)
    times = [v * k for v in values]
    scaled = one("13", yearly(times), goal * k, scale={"13": scale}, noise_floor=False)
    assert plain["status"] == scaled["status"]
    for name in ("coverage", "chance"):
        assert plain[name] == pytest.approx(
            scaled[name], rel=1e-6, abs=1e-9, nan_ok=True
        )
    need = plain["required_per_year"] * k
    assert scaled["required_per_year"] == pytest.approx(need, rel=1e-9, nan_ok=True)


@FEWER
@given(lines_of, percents, scales, st.integers(-5, 3))
def test_4_shifting_time_changes_only_the_years(values, goal, scale, shift):
    comparator = ">="

    def shifted(years):
        goals = target(UP, 2026 + years, comparator, goal)
        return assess(
            goals, observed(UP, yearly(values, 2018 + years)), as_of=2024 + years,
            areas=[AREA], options=Options(scale={UP: scale}),
        ).iloc[0]  # fmt: skip

    a, b = shifted(0), shifted(shift)
    assert (a["status"], a["confidence"], a["n"]) == (
        b["status"],
        b["confidence"],
        b["n"],
    )
    for name in NUMBERS:
        assert a[name] == pytest.approx(b[name], rel=1e-6, nan_ok=True)


def many(values, goal, indicator, comparator, scale):
    """Assessments of thousands of series at once, one area each."""
    count, n = values.shape
    frame = pd.DataFrame(
        {
            "indicator_id": indicator,
            "area": np.repeat([f"A{i:05d}" for i in range(count)], n),
            "period": np.tile([str(y) for y in range(2025 - n, 2025)], count),
            "value": values.ravel(),
            "unit": UNITS[indicator],
        }
    )
    return assess(
        target(indicator, 2030, comparator, goal), frame, as_of=2024, reasons=False,
        options=Options(scale={indicator: scale}, noise_floor=False),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "comparator", "scale"),
    [("1", ">=", "linear"), ("1", ">=", "logit"), ("10", "<=", "linear"),
     ("13", "<=", "log")],
)  # fmt: skip
@pytest.mark.parametrize("n", [2, 3, 5])
def test_5_a_better_latest_value_never_worsens_the_answer(
    indicator, comparator, scale, n
):
    """Some 20,000 pairs in all; the chance alone may fall, never through 0.5."""
    chance = np.random.default_rng(n)
    values = chance.uniform(5, 95, (1700, n)).round(1)
    sign = 1 if comparator == ">=" else -1
    better = values.copy()
    room = 99 - values[:, -1] if sign > 0 else values[:, -1] - 1
    better[:, -1] += sign * chance.uniform(0, 1, len(values)) * room
    worse, improved = (
        many(v, 60.0, indicator, comparator, scale) for v in (values, better)
    )
    order = facts.column("words/statuses", "rank")
    ranks = [b["status"].map(order).astype(int) for b in (worse, improved)]
    assert (ranks[1] >= ranks[0]).all()
    both = worse["coverage"].notna() & improved["coverage"].notna()
    assert both.sum() > 500
    assert (improved["coverage"] - worse["coverage"])[both].min() >= -1e-9
    assert (sign * (improved["expected"] - worse["expected"])).min() >= -1e-9
    assert not (worse["chance"].ge(0.5) & improved["chance"].lt(0.5 - 1e-9)).any()
    assert improved["chance"].lt(worse["chance"] - 1e-6).any()  # it does happen


@FEWER
@given(lines_of, percents, st.randoms(use_true_random=False))
def test_6_order_and_empty_values_do_not_matter(values, goal, chance):
    table = observed(UP, yearly(values))
    extra = observed(UP, {2010: np.nan})
    mixed = pd.concat([table, extra]).sample(frac=1, random_state=chance.randint(0, 99))
    goals = target(UP, 2030, ">=", goal)
    a, b = (assess(goals, t, as_of=2024, areas=[AREA]) for t in (table, mixed))
    pd.testing.assert_frame_equal(a, b)


@FEWER
@given(lines_of, percents, scales)
def test_7_intervals_hold_the_expected_value_and_each_other(values, goal, scale):
    narrow = one(UP, yearly(values), goal, scale={UP: scale})
    wide = one(UP, yearly(values), goal, scale={UP: scale}, level=0.95)
    assert 0 <= wide["low"] <= narrow["low"] + 1e-9
    assert narrow["low"] <= narrow["expected"] + 1e-9
    assert narrow["expected"] <= narrow["high"] + 1e-9
    assert narrow["high"] <= wide["high"] + 1e-9 <= 100 + 2e-9
    between = sorted([narrow["latest"], narrow["projection"]])
    assert between[0] - 1e-9 <= narrow["expected"] <= between[1] + 1e-9


@FEWER
@given(lines_of, percents)
def test_8_a_chance_and_its_opposite_add_up(values, goal):
    up = one(UP, yearly(values), goal)
    down = one(DOWN, yearly(values), goal)
    assert up["chance"] + down["chance"] == pytest.approx(1)
    if up["clipped"] or not 0.01 <= up["expected"] <= 99.99:
        return
    same = one(UP, yearly(values), up["expected"])
    assert same["chance"] == pytest.approx(0.5, abs=1e-6)


@FEWER
@given(percents, percents, scales)
def test_9_a_path_goes_through_its_anchors_and_is_monotone(base, goal, scale):
    assume(abs(base - goal) > 0.5)
    rising = goal > base
    indicator = UP if rising else DOWN
    path = trajectories(
        target(indicator, 2030, ">=" if rising else "<=", goal),
        baselines={indicator: (2020, base)}, options=Options(scale={indicator: scale}),
    )["value"].to_numpy()  # fmt: skip
    assert path[0] == pytest.approx(base)
    assert path[-1] == pytest.approx(goal)
    assert (np.diff(path) * (1 if rising else -1) > 0).all()


@FEWER
@given(st.floats(1, 1000))
def test_10_the_simple_fall_ends_at_80_percent(base):
    table = trajectories(PLAN, baselines={"9": (2020, base)}).query(
        "variant == 'simple'"
    )
    assert table["value"].iloc[-1] == pytest.approx(0.8 * base)
    assert base * (1 - 0.022067) ** 10 == pytest.approx(0.8 * base, rel=1e-4)


@FEWER
@given(percents, percents)
def test_11_the_required_change_lands_on_the_target(latest, goal):
    assume(latest < goal - 0.01)
    row = one(UP, {2024: latest}, goal)
    assert latest + 6 * row["required_per_year"] == pytest.approx(goal)
    end = latest * (1 + row["required_pct_per_year"] / 100) ** 6
    assert end == pytest.approx(goal)


@FEWER
@given(
    st.lists(st.sampled_from([0.0, 1e-9, 0.5, 99.999, 100.0]), min_size=1, max_size=6),
    st.sampled_from([0.0, 0.01, 50.0, 100.0]), scales, st.sampled_from([UP, DOWN]),
)  # fmt: skip
def test_12_no_number_is_infinite_and_empty_cells_have_a_reason(
    values, goal, scale, name
):
    row = one(name, yearly(values), goal, scale={name: scale})
    numbers = pd.to_numeric(row.drop(["year"]), errors="coerce").astype(float)
    assert not np.isinf(numbers).any()
    if np.isnan(row["projection"]):
        assert row["empty_reason"]


@FEWER
@given(lines_of, percents, percents, st.booleans())
def test_13_one_row_decides_and_the_chance_alone_makes_the_signal(a, near, far, hold):
    goals = target(UP, 2025, ">=", near, (2030, ">=", far))
    board = assess(goals, observed(UP, yearly(a)), as_of=2024, areas=[AREA])
    assert board["deciding"].sum() == 1
    for row in board.to_dict("records"):
        chance, met = row["chance"], row["latest"] >= row["target"]
        even = abs(chance - 0.5) < 1e-9
        good = met if even else chance > 0.5
        wanted = "good" if good else "watch" if chance >= 0.1 - 1e-9 else "off"
        assert row["signal"] == wanted
        clear = abs(chance - 0.5)
        sure = (
            "high" if clear >= 0.4 - 1e-9 else "medium" if clear >= 0.2 - 1e-9 else ""
        )
        assert row["confidence"] == (sure or "low")


@FEWER
@given(st.lists(st.floats(40, 60), min_size=3, max_size=6), percents)
def test_14_the_longer_the_window_the_nearer_expected_is_to_the_projection(a, goal):
    rows = [
        one(UP, yearly(a), goal, drift_prior=prior, noise_floor=False)
        for prior in (12.0, 6.0, 1.0)
    ]
    gaps = [abs(row["projection"] - row["expected"]) for row in rows]
    assert gaps[0] >= gaps[1] - 1e-9 >= gaps[2] - 2e-9
    assert one(UP, yearly(a), goal, drift_prior=0)["expected"] == pytest.approx(
        rows[0]["projection"]
    )


@FEWER
@given(lines_of, percents, st.sampled_from(["linear", "log"]), st.integers(2025, 2029))
def test_15_a_tipping_value_does_it(values, goal, scale, year):
    goals = target("13", 2030, "<=", goal)
    options = Options(scale={"13": scale}, noise_floor=False)
    known = observed("13", yearly(values))
    [tip] = tipping(
        goals, known, as_of=2024, next_year=year, areas=[AREA], options=options
    ).to_dict("records")
    for name, column, wanted in (
        ("even_chance", "chance", 0.5),
        ("on_track", "coverage", 0.95),
    ):
        report = pd.concat([known, observed("13", {year: tip[name]})])
        row = assess(
            goals, report, as_of=year, areas=[AREA], options=options, reasons=False
        ).iloc[0]
        if column == "chance" and row["clipped"] and scale == "linear":
            continue
        if np.isnan(row[column]) or (row["base_provisional"] and row["base"] <= goal):
            continue  # the base meets the target: coverage has no meaning
        assert row[column] == pytest.approx(wanted, abs=1e-9)
