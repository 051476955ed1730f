"""PDFium keeps state of its own and allows one call at a time in a process: whoever calls it holds this lock."""

from __future__ import annotations

import threading

one_at_a_time = threading.Lock()
