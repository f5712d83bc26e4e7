# shellcheck shell=bash disable=SC2154  # $root is set by the script that sources this
# Debian packages by purpose, from script/packages. Needs say.sh and $root.

# packages_for PURPOSE…: their names.
packages_for() {
  local purpose
  for purpose in "$@"; do
    sed -n "s/#.*//; s/^$purpose:[[:space:]]*//p" "$root/script/packages" | tr -s ' \t' '\n' | sed '/^$/d'
  done
}

# missing_packages NAME…: those that are not installed; one call of dpkg-query for all.
missing_packages() {
  # dpkg-query complains about names it never heard of and still lists the others.
  comm -23 <(printf '%s\n' "$@" | sort -u) \
    <(dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' "$@" 2>/dev/null | sed -n 's/ ii *$//p' | sort -u)
}

# need_packages PURPOSE…: installs what is missing, and nothing when nothing is.
# Only compilers, libraries and tools are in these purposes: none starts a service, and --no-remove keeps apt from
# taking anything away. The lab's servers are never installed (lab/packages.py).
need_packages() {
  local names missing
  mapfile -t names < <(packages_for "$@")
  [ "${#names[@]}" -gt 0 ] || stop "script/packages has no packages for: $*"
  if [ -n "${CUTWATCH_SKIP_PACKAGES:-}" ]; then return; fi
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    stop "this is not Debian; it needs what Debian 12 calls: ${names[*]}. When that is installed, set" \
      "CUTWATCH_SKIP_PACKAGES=1 and run again"
  fi
  mapfile -t missing < <(missing_packages "${names[@]}")
  [ "${#missing[@]}" -gt 0 ] || return 0
  install_packages "${missing[@]}"
}

install_packages() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || stop "missing packages; as root run: apt-get install --no-install-recommends $*"
    as_root=(sudo)
  fi
  say "installing $*"
  "${as_root[@]}" apt-get -q update >&2 || stop "apt-get update failed (above); missing packages: $*"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
    install --no-install-recommends --no-remove "$@" >&2 ||
    stop "apt-get could not install (its reason is above; Debian 12 has them all): $*"
}
