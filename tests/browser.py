"""Every notebook in the real JupyterLab in a real Chromium: run all, no error, charts.

``make browser-test``. Needs Debian's chromium and playwright; what is missing is told.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import nbformat

ROOT = Path(__file__).parent.parent
TOKEN = "browser-test"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
IDLE = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const kernel = panel && panel.sessionContext && panel.sessionContext.session
    && panel.sessionContext.session.kernel;
  if (!kernel || kernel.status !== 'idle') return false;
  const cells = panel.content.model.sharedModel.cells
    .filter(cell => cell.cell_type === 'code');
  return cells.length > 0 && cells.every(cell => cell.execution_count !== null);
}"""
OUTPUTS = """() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells
  .filter(cell => cell.cell_type === 'code')
  .flatMap(cell => cell.toJSON().outputs)
  .map(out => ({type: out.output_type, keys: Object.keys(out.data || {}),
                text: out.evalue || ''}))"""


def chromium() -> str:
    """Path of chromium; installed by apt where we may."""
    found = shutil.which("chromium")
    if not found and shutil.which("apt-get") and os.geteuid() == 0:
        for command in (["update"], ["install", "-y", "chromium"]):
            subprocess.run(
                ["apt-get", *command], check=False, stdout=subprocess.DEVNULL
            )
        found = shutil.which("chromium")
    if not found:
        sys.exit("chromium is missing: install it, then run make browser-test again")
    return found


def playwright() -> None:
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        pip = [sys.executable, "-m", "pip", "install", "-q", "playwright"]
        if subprocess.run(pip, check=False).returncode:
            sys.exit("playwright is missing: pip install playwright")


def cleared_copies(folder: Path) -> list[str]:
    """Notebooks without outputs, so that only this run can fill them."""
    names = []
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, folder / path.name)
        names.append(path.name)
    return names


def start_server(folder: Path, port: int) -> subprocess.Popen[bytes]:
    home = folder.parent / "jupyter"
    places = {
        f"JUPYTER_{kind}_DIR": str(home / kind.lower())
        for kind in ("CONFIG", "DATA", "RUNTIME")
    }
    places |= {
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
        "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
        f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}",
        "--LabApp.expose_app_in_browser=True",
    ]  # fmt: skip
    server = subprocess.Popen(
        command, env=os.environ | places, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token={TOKEN}").close()
            return server
        except OSError:
            time.sleep(0.5)
    server.kill()
    sys.exit("JupyterLab did not start within a minute")


def run_one(page: object, port: int, name: str) -> None:
    """Open a notebook, run all its cells, and look at what came out."""
    page.goto(f"http://127.0.0.1:{port}/lab/tree/{name}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel"
        "?.status === 'idle'", timeout=60_000,
    )  # fmt: skip
    page.click("text=Run >> visible=true")
    page.click("li:has-text('Run All Cells') >> visible=true")
    page.wait_for_function(IDLE, timeout=120_000)
    outputs = page.evaluate(OUTPUTS)
    errors = [out for out in outputs if out["type"] == "error"]
    charts = [out for out in outputs if "image/png" in out["keys"]]
    if errors or not charts:
        sys.exit(f"{name}: errors {errors}, charts {len(charts)}")
    print(f"{name}: {len(outputs)} outputs, {len(charts)} charts, no error", flush=True)


def main() -> None:
    binary = chromium()
    playwright()
    from playwright.sync_api import sync_playwright

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "notebooks"
        work.mkdir()
        names = cleared_copies(work)
        server = start_server(work, port)
        try:
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=binary, args=FLAGS)
                for name in names:
                    page = browser.new_page()
                    run_one(page, port, name)
                    page.close()
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
