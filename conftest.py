"""Fixtures of all tests, and the steady choice of generated examples.

`HYPOTHESIS_PROFILE=search` looks for new examples each time; the gate runs the same ones every time.
"""

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

pytest_plugins = ["tests.fixtures", "tests.practice"]
