# shellcheck shell=bash
# Talk goes to stderr: stdout belongs to the program that a script runs.

readonly CANNOT_START=3

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

stop() {
  say "$*"
  exit "$CANNOT_START"
}
