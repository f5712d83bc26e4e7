# shellcheck shell=bash disable=SC2154  # $root is set by the script that sources this
# Configuring and building by preset. Needs $root.

# build_preset PRESET [--configure OPTION…] [--target TARGET…]
# The options count only for a build directory that is not configured yet: whoever configured it knows better.
build_preset() {
  local preset=$1 options=() build_options=()
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --configure) options+=("$2") ;;
      --target) build_options+=(--target "$2") ;;
    esac
    shift 2
  done
  (
    cd "$root" || exit
    [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" "${options[@]}" >&2
    cmake --build --preset "$preset" "${build_options[@]}" >&2
  )
}
