"""`python -m tests.services start|stop|status|env|run [--dir DIR] [-- COMMAND]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tests.services.process import ServiceFailed
from tests.services.stack import DEFAULT_DIRECTORY, Stack, describe


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.services", description=__doc__)
    parser.add_argument("verb", choices=["start", "stop", "status", "env", "run"])
    parser.add_argument("--dir", type=Path, default=DEFAULT_DIRECTORY, help="where the servers keep their files")
    own, _, command = _split(sys.argv[1:])
    arguments = parser.parse_args(own)
    stack = Stack(arguments.dir)
    try:
        return _do(arguments.verb, stack, command)
    except ServiceFailed as failure:
        print(failure, file=sys.stderr)
        return 1


def _split(words: list[str]) -> tuple[list[str], str, list[str]]:
    """What is ours, the two dashes, and the command after them."""
    if "--" not in words:
        return words, "", []
    at = words.index("--")
    return words[:at], "--", words[at + 1 :]


def _do(verb: str, stack: Stack, command: list[str]) -> int:
    if verb == "stop":
        stack.stop()
        return 0
    if verb == "status":
        print(describe(stack.status()))
        return 0
    ours = stack.start()
    if verb == "start":
        print(f"The servers run; their addresses are in {stack.environment_file}")
        return 0
    if verb == "env":
        print("".join(f"export {name}='{value}'\n" for name, value in stack.environment().items()), end="")
        return 0
    return _run(stack, command, stop_afterwards=ours)


def _run(stack: Stack, command: list[str], *, stop_afterwards: bool) -> int:
    """Run a command with the servers' addresses; servers that were up before stay up."""
    try:
        return subprocess.run(command, env={**os.environ, **stack.environment()}, check=False).returncode
    finally:
        if stop_afterwards:
            stack.stop()


if __name__ == "__main__":
    sys.exit(main())
