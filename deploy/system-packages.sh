#!/bin/sh
# Install by apt what is missing for `run` (the embedded default), `mysql` (run on MySQL or MariaDB), `test` or `bench`.
#   deploy/system-packages.sh run|mysql|test|bench PYTHON
# A file that proves a package is looked for, not the package's name, so that an image which brings the same program
# from elsewhere is left alone. Says nothing and does nothing when nothing is missing.
set -eu
level=$1
python=$2
missing=""

want() { # want PACKAGE TEST...
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
library() { /sbin/ldconfig -p 2>/dev/null | grep -qF "$1"; }
program() { command -v "$1" || [ -x "/usr/sbin/$1" ]; }

want libpango-1.0-0 library libpango-1.0.so.0
want libpangoft2-1.0-0 library libpangoft2-1.0.so.0
want libharfbuzz-subset0 library libharfbuzz-subset.so.0
want fontconfig test -f /etc/fonts/fonts.conf
want libffi8 sh -c '/sbin/ldconfig -p | grep -q "libffi\.so"'

if [ "$level" != run ]; then
    want gcc program gcc
    want libc6-dev test -f /usr/include/stdlib.h
    want pkg-config program pkg-config
    want libmariadb-dev program mariadb_config
    want python3-dev "$python" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))'
fi
if [ "$level" = test ] || [ "$level" = bench ]; then
    want mariadb-server program mariadbd
    want mariadb-client program mariadb-tzinfo-to-sql
    want redis-server program redis-server
    want chromium program chromium
    want poppler-utils program pdftotext
    want qpdf program qpdf
    want clamav-daemon program clamd
    want default-jdk-headless program javac
    want libjaxb-java test -f /usr/share/java/jaxb-impl.jar
    want fonts-liberation test -d /usr/share/fonts/truetype/liberation
    want tzdata test -f /usr/share/zoneinfo/Asia/Manila
fi
if [ "$level" = bench ]; then
    want libreoffice-writer-nogui program soffice
    want python3-uno /usr/bin/python3 -c 'import uno'
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "Hain needs packages that are not installed, and this is neither root nor a user with sudo. Run as root:" >&2
    echo "    apt-get update && apt-get install -y --no-install-recommends$missing" >&2
    exit 1
fi
command -v apt-get >/dev/null 2>&1 || {
    echo "This is not Debian or Ubuntu. Install the equivalents of:$missing" >&2
    exit 1
}
echo "Installing:$missing"
log=$(mktemp)
# shellcheck disable=SC2086 # the names are words
if $as_root env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing" >"$log" 2>&1 </dev/null; then
    rm -f "$log"
else
    tail -30 "$log" >&2
    echo "apt could not install:$missing. The whole log: $log" >&2
    exit 1
fi
