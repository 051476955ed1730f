"""How much one sheet may hold."""

from __future__ import annotations

MOST_ROWS = 5_000
MOST_COLUMNS = 500
MOST_CELLS = 500_000  # that hold something
LONGEST_CELL = 20_000  # characters
MOST_BYTES = 10_000_000  # of the file
