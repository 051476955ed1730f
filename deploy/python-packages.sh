#!/bin/sh
# Bring .venv in line with requirements/LEVEL.txt, whose hashes pip checks.
#   deploy/python-packages.sh base|production|dev|ner PYTHON
# A stamp in .venv holds the checksum of what was installed; dev holds production, production holds base. The packages of
# ner are installed beside what is there.
set -eu
cd "$(dirname "$0")/.."
level=$1
python=$2

checksum() { sha256sum "requirements/$1.txt" | cut -d' ' -f1; }
installed() { [ -x .venv/bin/python ] && [ "$(cat ".venv/installed-$1" 2>/dev/null)" = "$(checksum "$1")" ]; }

case $level in
base) supersets="base production dev" ;;
production) supersets="production dev" ;;
*) supersets="$level" ;;
esac
for one in $supersets; do
    if installed "$one"; then exit 0; fi
done

if ! [ -x .venv/bin/python ]; then
    "$python" -m venv .venv 2>/dev/null || {
        rm -rf .venv
        echo "$python cannot make a virtual environment. On Debian: apt-get install -y python3-venv" >&2
        exit 1
    }
fi
echo "Installing the Python packages of requirements/$level.txt into .venv"
[ "$level" = ner ] || rm -f .venv/installed-*
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "requirements/$level.txt"
checksum "$level" >".venv/installed-$level"
