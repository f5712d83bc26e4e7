#include "core/cutover/gates/verdict.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

int weight(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::waived: return 0;
    case VerdictKind::pass: return 1;
    case VerdictKind::wait: return 2;
    case VerdictKind::no_evidence: return 3;
    case VerdictKind::fail: return 4;
  }
  std::unreachable();
}

bool outweighs(const Verdict& one, const Verdict& other) {
  if (one.kind != other.kind) return weight(one.kind) > weight(other.kind);
  return one.until && other.until && *one.until > *other.until;
}

std::optional<WallTime> older(std::optional<WallTime> one, std::optional<WallTime> other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

}  // namespace

std::string_view to_string(VerdictKind kind) noexcept {
  switch (kind) {
    case VerdictKind::pass: return "pass";
    case VerdictKind::wait: return "wait";
    case VerdictKind::fail: return "fail";
    case VerdictKind::no_evidence: return "no_evidence";
    case VerdictKind::waived: return "waived";
  }
  std::unreachable();
}

Verdict pass(std::string evidence) { return {.kind = VerdictKind::pass, .evidence = std::move(evidence)}; }

Verdict wait_until(WallTime until, std::string evidence) {
  return {.kind = VerdictKind::wait, .evidence = std::move(evidence), .until = until};
}

Verdict fail(std::string reason) { return {.kind = VerdictKind::fail, .evidence = std::move(reason)}; }

Verdict no_evidence(std::string missing) {
  return {.kind = VerdictKind::no_evidence, .evidence = std::move(missing)};
}

Verdict both(Verdict one, Verdict other) {
  const auto at = older(one.evidence_at, other.evidence_at);
  auto worse = outweighs(other, one) ? std::move(other) : std::move(one);
  worse.evidence_at = at;
  return worse;
}

}  // namespace cutwatch::cutover
