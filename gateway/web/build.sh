#!/bin/sh
# Called by Maven: finds Node, says what to do when it is missing or too old, and hands over to build.mjs.
set -eu
cd "$(dirname "$0")"
if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  echo "The web app is built with Node.js 20.19 or newer, and no 'node' and 'npm' are on the PATH." >&2
  echo "Install them (https://nodejs.org, or: apt install nodejs npm), or build without the page: ./mvnw -Dexec.skip=true …" >&2
  exit 1
fi
exec node build.mjs "$@"
