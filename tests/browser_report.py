"""A report in a real Chromium: heads sort by key, nothing is wider than a phone.

``make browser-test``. Needs Debian's chromium; what is missing is told.
"""

import html
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from browser import FLAGS, chromium

import soctrang_analysis as sta
from soctrang_analysis.schema import conform

PHONE = 390
# The report in a frame as wide as a phone; what it does is left in the page.
FRAME = """<!DOCTYPE html><pre id="told"></pre><iframe src="a.html"
 style="width: {phone}px; height: 800px; border: 0"></iframe><script>
document.querySelector("iframe").addEventListener("load", event => {{
  const page = event.target.contentDocument;
  const table = [...page.querySelectorAll("table")].pop();
  const column = number =>
    [...table.tBodies[0].rows].map(row => row.cells[number].textContent);
  const button = number => table.tHead.rows[0].cells[number].querySelector("button");
  const found = {{wide: page.documentElement.scrollWidth, before: column(2)}};
  button(2).click();
  found.up = column(2);
  found.sort = table.tHead.rows[0].cells[2].getAttribute("aria-sort");
  button(2).click();
  found.down = column(2);
  button(2).focus();
  found.focus = page.activeElement === button(2);
  button(0).click();
  found.names = column(0);
  document.querySelector("#told").textContent = JSON.stringify(found);
}});
</script>"""


def told(folder: Path) -> dict:
    """What the page does when its heads are used."""
    outer = folder / "frame.html"
    outer.write_text(FRAME.format(phone=PHONE), "utf-8")
    command = [
        chromium(), "--headless", *FLAGS, "--allow-file-access-from-files",
        "--virtual-time-budget=10000", "--dump-dom", outer.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = re.search(r'<pre id="told">(.+?)</pre>', done.stdout, re.DOTALL)
    return json.loads(html.unescape(found[1])) if found else {}


def number(cell: str) -> float:
    return float(cell.replace(".", "").replace(",", "."))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        record = conform([], "record")
        values, path = sta.load_observations(), folder / "a.html"
        sta.write_report(sta.soc_trang(), record, path, values=values, period="2026-H2")
        found = told(folder)
    if not found:
        sys.exit("the report did not run its script")
    known = [number(cell) for cell in found["before"] if cell != "–"]
    blank = ["–"] * (len(found["before"]) - len(known))
    up = [number(cell) for cell in found["up"][: len(known)]]
    down = [number(cell) for cell in found["down"][: len(known)]]
    checks = {
        "no wider than a phone": found["wide"] <= PHONE,
        "sorted up": up == sorted(known),
        "sorted down": down == sorted(known, reverse=True),
        "no value stays last": found["up"][len(known) :] == blank
        and found["down"][len(known) :] == blank,
        "the head says so": found["sort"] == "ascending",
        "heads take the focus": found["focus"],
        "1, 2, 3a": [cell.split()[0] for cell in found["names"][:3]]
        == ["1", "2", "3a"],
    }
    if failed := [name for name, holds in checks.items() if not holds]:
        sys.exit(f"report: {', '.join(failed)}")
    print(f"report: {', '.join(checks)}", flush=True)


if __name__ == "__main__":
    main()
