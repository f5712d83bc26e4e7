# shellcheck shell=bash disable=SC2154  # $root is set by the script that sources this
# What the lab needs on this machine. Needs say.sh, packages.sh and $root.

# need_lab: an interpreter, what a plain user needs to make namespaces, and the servers, unpacked below build/lab.
need_lab() {
  local purposes=(lab-host)
  [ "$(id -u)" -eq 0 ] || purposes+=(lab-user)
  need_packages "${purposes[@]}"
  (cd "$root" && python3 -m lab packages lab >/dev/null)
}
