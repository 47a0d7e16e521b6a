#!/usr/bin/env bash
# Rebuild the exports that the repository carries, into FOLDER (default: exports/ itself).
#
#   scripts/rebuild_exports.sh [FOLDER]
#
# FOLDER/sample    from the sample that comes with the package;
# FOLDER/hangzhou  from 《杭州人大信息》总710期, which is not ours to publish: names, facts and offsets only. It is left
#                  alone, with a line that says so, where NEWSLETTER (default: ../shared/corpus/hangzhou-710.txt) is absent.
#
# PYTHON names the interpreter that has rdgraph (default: python3).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=${1:-$root/exports}
newsletter=${NEWSLETTER:-$root/../shared/corpus/hangzhou-710.txt}
python=${PYTHON:-python3}

"$python" -m rdgraph build -o "$folder/sample"
if [ -f "$newsletter" ]; then
  "$python" -m rdgraph build "$newsletter" --no-text -o "$folder/hangzhou"
else
  echo "SKIPPED exports/hangzhou: no newsletter at $newsletter" >&2
fi
