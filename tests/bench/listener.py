"""Converts Word files by a LibreOffice that stays: one path a line on standard input, "done" for each.

Run by the system's python3, which has LibreOffice's `uno`: `python3 listener.py PIPE`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]


def desktop_of(pipe: str) -> Any:
    """The desktop of the office that listens on `pipe`; waits half a minute for it."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    until = time.monotonic() + 30
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def convert(desktop: Any, path: Path) -> None:
    """Write the PDF beside the file."""
    word = desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, (_property("Hidden", True),))
    word.storeToURL(path.with_suffix(".pdf").as_uri(), (_property("FilterName", "writer_pdf_Export"),))
    word.close(True)


def _property(name: str, value: Any) -> Any:
    one = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    one.Name, one.Value = name, value
    return one


if __name__ == "__main__":
    office = desktop_of(sys.argv[1])
    print("ready", flush=True)
    for line in sys.stdin:
        convert(office, Path(line.strip()))
        print("done", flush=True)
