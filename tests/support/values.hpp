#pragma once
#include "core/dns/answer.hpp"
#include "core/dns/name.hpp"
#include "core/dns/rrset.hpp"
#include "core/time/time.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

// Short forms for the values that tests write again and again. They throw where the text is wrong: a bug of
// the test.
namespace cutwatch::test {

/// The fake clock's first instant.
inline constexpr WallTime kStart{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1}};

constexpr WallTime at(double seconds) {
  return kStart + std::chrono::round<Millis>(std::chrono::duration<double>(seconds));
}

inline dns::Name name(std::string_view text) { return dns::Name::parse(text).value(); }

inline IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

inline Endpoint endpoint(std::string_view text) { return parse_endpoint(text, 53).value(); }

inline dns::RrSet mx(const std::vector<std::string>& data) {
  return dns::RrSet::parse(dns::RrType::mx, data).value();
}

inline const dns::RrSet kOldMx = mx({"10 mail.example.org"});
inline const dns::RrSet kNewMx = mx({"5 in.proxy.example", "20 mail.example.org"});
inline const dns::RrSet kLastMx = mx({"5 in.proxy.example"});
inline const dns::RrSet kAbsent;

inline const dns::Question kMxQuestion{name("example.org"), dns::RrType::mx};

/// A definite answer as a resolver gives it.
inline dns::Answer answer(const dns::RrSet& rrset, std::int64_t ttl) {
  dns::Answer out;
  out.kind = rrset.is_absent() ? dns::AnswerKind::nodata : dns::AnswerKind::records;
  out.rrset = rrset;
  out.ttl = Seconds{ttl};
  return out;
}

inline dns::Answer authoritative(const dns::RrSet& rrset, std::int64_t ttl) {
  auto out = answer(rrset, ttl);
  out.is_authoritative = true;
  return out;
}

inline dns::Answer answer_of_kind(dns::AnswerKind kind) {
  dns::Answer out;
  out.kind = kind;
  return out;
}

/// Random cases from a fixed seed: a failure can be repeated.
class Cases {
 public:
  explicit Cases(std::uint64_t seed) : engine_(seed) {}
  /// Uniform in [low, high].
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine_);
  }
  bool chance(int percent) { return between(1, 100) <= percent; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace cutwatch::test
