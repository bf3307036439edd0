"""Office files (.xlsx, .docx) are zip packages: the same bytes on every run."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

FIXED_TIME = (2021, 1, 1, 0, 0, 0)
_STAMP = b"2021-01-01T00:00:00Z"
_CORE = "docProps/core.xml"


def fixed_package(
    data: bytes, change: Callable[[str, bytes], bytes] = lambda _, part: part
) -> bytes:
    """The package with fixed dates and order; ``change`` finishes a part of a name."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist()):
            part = change(name, old.read(name))
            if name == _CORE:
                part = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", _STAMP, part)
            info = zipfile.ZipInfo(name, FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, part)
    return out.getvalue()
