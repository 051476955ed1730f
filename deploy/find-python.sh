#!/bin/sh
# Print a Python from 3.11 to 3.13 that can make virtual environments; say what to install when there is none.
for one in python3 python3.13 python3.12 python3.11; do
    if "$one" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; then
        echo "$one"
        exit 0
    fi
done
echo "Hain needs Python 3.11, 3.12 or 3.13 with venv. On Debian 12: apt-get install -y python3 python3-venv" >&2
exit 1
