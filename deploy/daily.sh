#!/bin/sh
# One day: scrape, then analyse. For cron, a container and a workflow; systemd has the two commands in its unit.
# Exit code of a command: 0 and 1 (a part could not be done, what came is landed) go on; 2 (a wrong data file) and 3
# (nothing could be done) end the day and are handed on. Ends with 1 where a part was left.
# CHECKOUT: folder of the checkout (default: that of this script); WORKSPACE: folder of what is made (default: its data/);
# BUDGET_S: seconds for fetching.
set -u
cd "${CHECKOUT:-$(dirname "$0")/..}" || exit 2
part=0
day() {
  .venv/bin/python -m "$@" --workspace "${WORKSPACE:-data}"
  code=$?
  [ "$code" -le 1 ] || { echo "skilltrend: $1 $2 ended with exit code $code" >&2; exit "$code"; }
  [ "$code" -eq 0 ] || part=1
}
day scraper run --budget "${BUDGET_S:-1800}"
day analysis run
exit "$part"
