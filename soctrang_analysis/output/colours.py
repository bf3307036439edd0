"""Colours by role and how well they are read; no drawing."""

from __future__ import annotations

from soctrang_analysis import facts


def colour(role: str) -> str:
    """Colour of a role, from ``words/colours.csv``."""
    return facts.row("words/colours", role)["colour"]


def luminance(hex_colour: str) -> float:
    """Relative luminance of a colour: "#FFFFFF" is 1, "#000000" is 0."""
    parts = [int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
    ]
    return round(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2], 6)


def contrast(first: str, second: str) -> float:
    """Contrast of two colours, 1 to 21."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def ink_on(fill: str) -> str:
    """Black or white, whichever is read better on a fill."""
    dark = colour("text")
    return dark if contrast(dark, fill) > contrast("#FFFFFF", fill) else "#FFFFFF"
