"""The process that opens signed files: `python -m documents.signatures.worker examine|compare MEGABYTES SECONDS MOST`.

One line of JSON comes on standard input, then one file, or two for `compare`: the line is the trusted certificates in
base64, or the length of the first file. {"report"}, {"same"} or {"code", "detail"} goes to standard output. The process
limits itself before it reads a byte.
"""

from __future__ import annotations

import base64
import json
import logging
import sys
from typing import Any

from documents.uploads.worker import limit_self, told_by


def main() -> int:
    """Do one thing with one file, or with two."""
    mode = sys.argv[1]
    limit_self(*map(int, sys.argv[2:4]))
    logging.disable()  # pyHanko tells what it finds in tracebacks; the report says it
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    given = json.loads(head)
    told = told_by(lambda: _examine(content, given) if mode == "examine" else _compare(content, given))
    sys.stdout.write(json.dumps(told))
    return 0


def _examine(content: bytes, trusted: list[str]) -> dict[str, Any]:
    # pyHanko is loaded under the limits too: it is the part that costs memory.
    from documents.signatures.examining import report_of
    from documents.signatures.report import as_json

    return {"report": as_json(report_of(content, [base64.b64decode(one) for one in trusted]))}


def _compare(content: bytes, length: int) -> dict[str, Any]:
    from documents.signatures.looking import look_the_same  # renders with PDFium, wanted only here

    return {"same": look_the_same(content[:length], content[length:])}


if __name__ == "__main__":
    sys.exit(main())
