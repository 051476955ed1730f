"""The process that opens a signed file: `python -m documents.signatures.worker examine MEGABYTES SECONDS MOST`.

One line of JSON with the trusted certificates and then the file come on standard input, {"report"} or {"code",
"detail"} goes to standard output. It limits itself before it reads a byte.
"""

from __future__ import annotations

import base64
import json
import logging
import sys

from documents.uploads.worker import limit_self, told_by


def main() -> int:
    """Examine one file."""
    limit_self(*map(int, sys.argv[2:4]))
    logging.disable()  # pyHanko tells what it finds in tracebacks; the report says it
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    trusted = [base64.b64decode(one) for one in json.loads(head)]

    def opened() -> dict[str, object]:
        # pyHanko is loaded under the limits too: it is the part that costs memory.
        from documents.signatures.examining import report_of
        from documents.signatures.report import as_json

        return {"report": as_json(report_of(content, trusted))}

    sys.stdout.write(json.dumps(told_by(opened)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
