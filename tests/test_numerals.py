"""Numbers, chances, days and years for people, each text typed by hand."""

import math
from decimal import Decimal

import pytest

from soctrang_analysis.numerals import show, show_chance, show_day, show_year

NONE = (None, math.nan, math.inf, -math.inf)


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [
        (0, "0", "0"), (-0.0, "0", "0"), (1234.5, "1.234,5", "1,234.5"),
        (-1234.5, "-1.234,5", "-1,234.5"), (-7, "-7", "-7"), (999, "999", "999"),
        (1000, "1.000", "1,000"), (0.1 + 0.2, "0,3", "0.3"),
        (12345678.125, "12.345.678,13", "12,345,678.13"),  # ten digits of a float
        (2**63, "9.223.372.036.854.775.808", "9,223,372,036,854,775,808"),
        (Decimal("0.125"), "0,125", "0.125"), (Decimal("5E+3"), "5.000", "5,000"),
    ],
)  # fmt: skip
def test_a_number_has_the_decimals_it_has(number, vi, en):
    assert show(number) == vi
    assert show(number, "en") == en


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (2.25, 1, "2,3"), (-2.25, 1, "-2,3"), (2.249, 1, "2,2"), (0.5, 0, "1"),
        (1.5, 0, "2"), (1.005, 2, "1,01"), (-0.04, 1, "0,0"), (-0.05, 1, "-0,1"),
        (3.0, 2, "3,00"), (0.285, 2, "0,29"),
    ],
)  # fmt: skip
def test_a_half_is_rounded_away_from_zero_and_no_zero_has_a_minus(number, places, text):
    assert show(number, places=places) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (2.5, "2,5"),
        (2.0, "2"),
        (100.0, "100"),
        (0.0, "0"),
        (2.004, "2"),
        (1.25, "1,25"),
    ],
)
def test_zeros_at_the_end_are_left_out_when_asked(number, text):
    assert show(number, places=2, trim=True) == text


@pytest.mark.parametrize(
    ("number", "text"), [(2.0, "+2,0"), (-2.0, "-2,0"), (0.0, "0,0"), (0.04, "0,0")]
)
def test_what_is_above_zero_has_a_plus_when_asked(number, text):
    assert show(number, places=1, sign=True) == text


@pytest.mark.parametrize(
    ("chance", "vi", "en"),
    [
        (0.0, "dưới 5%", "under 5%"), (0.0499, "dưới 5%", "under 5%"),
        (0.05, "5%", "5%"), (0.0501, "5%", "5%"), (0.345, "35%", "35%"),
        (0.9499, "95%", "95%"), (0.95, "95%", "95%"),
        (0.9501, "trên 95%", "over 95%"), (1.0, "trên 95%", "over 95%"),
    ],
)  # fmt: skip
def test_a_chance_is_shown_no_finer_than_five_percent_at_its_ends(chance, vi, en):
    assert show_chance(chance) == vi
    assert show_chance(chance, "en") == en


@pytest.mark.parametrize(
    ("year", "vi", "en"),
    [(2024.0, "2024", "2024"), (2023.5, "2023,5", "2023.5"), (1999, "1999", "1999")],
)
def test_a_year_is_never_parted(year, vi, en):
    assert show_year(year) == vi
    assert show_year(year, "en") == en


def test_a_day_is_written_as_each_language_writes_it():
    assert show_day("2025-07-01") == "1/7/2025"
    assert show_day("2025-12-31", "en") == "31 December 2025"
    assert (show_day(""), show_day("", "en")) == ("", "")


@pytest.mark.parametrize("number", NONE)
def test_what_is_no_number_is_a_dash(number):
    assert (show(number), show_year(number)) == ("–", "–")


def test_a_chance_that_is_none_is_a_dash():
    assert show_chance(math.nan) == "–"
