"""Edges of the analysis that no series at hand stands on, each typed by hand."""

import numpy as np
import pytest

from soctrang_analysis import Options, RangeError
from soctrang_analysis.analysis.lines import (
    Lines,
    decimals,
    first_from,
    resolution,
    window,
)
from soctrang_analysis.analysis.paths import meets, path_at, time_at
from soctrang_analysis.analysis.trend import damped, drift_years, trend

# Three lines over five values: two, none, three.
THREE = Lines(
    np.array([2018.0, 2020.0, 2010.0, 2018.0, 2024.0]),
    np.array([3.0, 4.0, 5.0, 6.0, 7.0]),
    np.array([0, 2, 2]),
    np.array([2, 2, 5]),
)


def same(found, *wanted):
    assert found.tolist() == pytest.approx([*wanted], nan_ok=True)


def test_a_line_without_values_has_no_first_and_no_last():
    assert THREE.count.tolist() == [2, 0, 3]
    same(THREE.first, 3, np.nan, 5)
    same(THREE.first_year, 2018, np.nan, 2010)
    same(THREE.last, 4, np.nan, 7)
    same(THREE.last_year, 2020, np.nan, 2024)
    assert THREE.owner.tolist() == [0, 0, 2, 2, 2]
    assert THREE.places.tolist() == [0, 1, 2, 3, 4]
    turned = THREE.between(np.array([3, 0]), np.array([5, 1]))
    assert turned.owner.tolist() == [0, 0, 1]
    assert turned.places.tolist() == [3, 4, 0]


@pytest.mark.parametrize(
    ("line", "time", "place"),
    [(0, 2018.0, 0), (0, 2018.5, 1), (0, 2020.5, 2), (2, 2000.0, 2), (2, 2018.0, 3),
     (2, 2017.5, 3), (2, 2024.0, 4), (2, 2024.5, 5), (1, 2018.0, 2)],
)  # fmt: skip
def test_the_first_value_at_or_after_a_time(line, time, place):
    assert first_from(THREE, np.array([line]), np.array([time])).tolist() == [place]


@pytest.mark.parametrize(
    ("base", "years", "start"),
    [
        (np.nan, 6, 3), (np.nan, 5, 3), (np.nan, 14, 2), (np.nan, 13, 3),
        (2018.0, 20, 3), (2019.0, 20, 4), (2025.0, 20, 5), (2010.0, 1, 3),
    ],
)  # fmt: skip
def test_a_window_has_two_values_where_the_base_leaves_two(base, years, start):
    found = window(THREE, np.array([np.nan, np.nan, base]), years)
    assert (found.start[2], found.stop[2]) == (start, 5)
    assert found.count[1] == 0


def test_decimals_are_counted_up_to_four():
    values = np.array([9.0, 9.5, 0.12, 0.125, 0.1234, 0.12345, -2.5, 0.0, 100.0])
    assert decimals(values).tolist() == [0, 1, 2, 3, 4, 4, 1, 0, 0]


def test_the_resolution_is_that_of_the_finest_value_or_target():
    lines = Lines(np.array([2020.0, 2021.0, 2020.0]), np.array([5.0, 5.1, 7.0]),
                  np.array([0, 2]), np.array([2, 3]))  # fmt: skip
    same(resolution(lines, np.array([1]), np.array([0.25])), 0.1, 0.01)
    same(resolution(lines, np.array([0]), np.array([3.0])), 0.1, 1.0)


@pytest.mark.parametrize("start", [2020.0, 1.0, 0.0])
def test_the_pace_hangs_on_the_years_between_not_on_the_year_counted_from(start):
    lines = Lines(start + np.array([0.0, 1.0, 3.0]), np.array([50.0, 53.0, 56.0]),
                  np.array([0]), np.array([3]))  # fmt: skip
    found = trend(lines, np.array([0]), np.array([1.0]), Options())
    # 6 in 3 years; drift 2 x 3 / 9; steps +3 and +3 over 1 and 2 years miss the pace of
    # 2 by 1 and 1: 1 + 1/2, and the prior 3 x 6 / 9 x 4 = 8: 9.5 / 2.
    same(found["pace"], 2.0)
    same(found["drift"], 2 / 3)
    same(found["span"], 9.0)
    same(found["noise"], 4.75)
    same(found["floor"], 1 / 6)
    same(found["freedom"], 2.0)


def test_without_a_prior_two_values_leave_no_noise():
    two = Lines(np.array([2020.0, 2022.0]), np.array([50.0, 54.0]),
                np.array([0]), np.array([2]))  # fmt: skip
    found = trend(two, np.array([0]), np.array([1.0]), Options(drift_prior=0))
    same(found["pace"], 2.0)
    same(found["drift"], 2.0)
    same(found["freedom"], 0.0)
    same(found["noise"], np.nan)


@pytest.mark.parametrize(
    ("pace", "start", "h", "wanted"),
    [
        (1.0, None, 6.0, 6.0), (2.0, None, 6.0, 12.0), (0.0, None, 6.0, 0.0),
        # 3 years as now, 3 at twice the pace; from before the latest value: all six.
        (2.0, 2027.0, 6.0, 9.0), (2.0, 2020.0, 6.0, 12.0), (2.0, 2040.0, 6.0, 6.0),
    ],
)  # fmt: skip
def test_another_pace_counts_from_its_year(pace, start, h, wanted):
    options = Options(pace=pace, pace_from=start)
    same(drift_years(np.array([h]), np.array([2024.0]), options, 1.0), wanted)


@pytest.mark.parametrize(
    ("factor", "h", "wanted"),
    [(1.0, 3.0, 3.0), (0.5, 1.0, 0.5), (0.5, 3.0, 0.875), (0.9, 2.0, 1.71)],
)
def test_a_pace_that_fades_is_added_up_year_by_year(factor, h, wanted):
    same(damped(np.array([h]), factor), wanted)  # 0.5 + 0.25 + 0.125; 0.9 + 0.81


@pytest.mark.parametrize(
    "options",
    [
        {"level": 0.999}, {"level": 0.001}, {"damping": 1.0}, {"damping": 0.001},
        {"drift_prior": 0}, {"drift_prior": 99.9}, {"good": 0.999}, {"watch": 0.001},
        {"pace": 0}, {"pace": 99.9}, {"buffer": 0}, {"buffer": 99.9}, {"window": 1},
        {"stale": 0}, {"fall": "compound"}, {"stagnant": 0.09}, {"level": 1 / 2},
    ],
)  # fmt: skip
def test_a_choice_at_the_edge_is_taken(options):
    [(name, value)] = options.items()
    assert getattr(Options(**options), name) == value


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"level": 0}, "above 0, below 1"), ({"level": 1}, "above 0, below 1"),
        ({"level": "0.8"}, "a number"), ({"buffer": None}, "a number"),
        ({"damping": 0}, "above 0, at most 1"), ({"damping": 1.01}, "at most 1"),
        ({"drift_prior": 100}, "0 to 100 years"), ({"pace": 100}, "0 to 100 times"),
        ({"buffer": 100}, "0 to 100 percent"), ({"good": 1}, "0 < watch < good < 1"),
        ({"watch": 0.5}, "0 < watch < good < 1"), ({"watch": 0}, "0 < watch"),
        ({"stagnant": 0.1}, "limits that rise"), ({"slow": 0.6}, "limits that rise"),
        ({"needs_push": 0.95}, "limits that rise"), ({"window": 0}, "at least 1"),
        ({"stale": -1}, "0 or more"), ({"fall": ""}, "simple or compound"),
    ],
)  # fmt: skip
def test_a_choice_beyond_the_edge_is_refused(options, expected):
    [name] = options
    name = {"watch": "good", "stagnant": "on_track", "slow": "on_track",
            "needs_push": "on_track"}.get(name, name)  # fmt: skip
    with pytest.raises(RangeError, match=f"option {name}: expected .*{expected}"):
        Options(**options)


@pytest.mark.parametrize(
    ("off", "met"),
    [
        # Up to a billionth off, values are the same number.
        (0.0, {">=", "<="}), (1e-9, {">=", "<="}), (-1e-9, {">=", "<="}),
        (1.1e-9, {">=", ">"}), (-1.1e-9, {"<=", "<"}), (5.0, {">=", ">"}),
        (-5.0, {"<=", "<"}), (np.nan, set()),
    ],
)  # fmt: skip
def test_a_value_meets_its_target_by_the_comparator(off, met):
    signs = np.array([">=", ">", "<=", "<", ""])
    found = meets(np.full(5, off), np.zeros(5), signs)
    assert {str(sign) for sign in signs[found]} == met


PATHS = (
    np.array([[2020.0, 2025.0, 2030.0]] * 3),
    # Straight up with a corner; flat, then down; at a constant rate: 10, 20, 40.
    np.array([[50.0, 60.0, 90.0], [8.0, 8.0, 4.0], [10.0, 20.0, 40.0]]),
    np.array([0, 0, 1]),
)


@pytest.mark.parametrize(
    ("year", "wanted"),
    [
        (2019.5, (np.nan, np.nan, np.nan)), (2020.0, (50.0, 8.0, 10.0)),
        (2022.5, (55.0, 8.0, 14.142136)), (2025.0, (60.0, 8.0, 20.0)),
        (2026.0, (66.0, 7.2, 22.973967)), (2030.0, (90.0, 4.0, 40.0)),
        (2030.5, (np.nan, np.nan, np.nan)),
    ],
)  # fmt: skip
def test_a_path_is_straight_on_its_scale_between_its_anchors(year, wanted):
    # 10 sqrt 2; 20 x 2^(1/5).
    same(path_at(np.full(3, year), *PATHS), *wanted)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ((50.0, 8.0, 10.0), (2020.0, 2025.0, 2020.0)),
        ((60.0, 4.0, 20.0), (2025.0, 2030.0, 2025.0)),
        ((75.0, 6.0, 40.0), (2027.5, 2027.5, 2030.0)),
        ((49.9, 8.1, 9.9), (np.nan, np.nan, np.nan)),
        ((90.1, 3.9, 40.1), (np.nan, np.nan, np.nan)),
    ],
)
def test_a_value_is_looked_up_on_its_path_where_that_moves(values, wanted):
    same(time_at(np.array(values), *PATHS), *wanted)
