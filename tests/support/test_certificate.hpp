#pragma once
#include "core/time/time.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace cutwatch::test {

/// A certificate and its private key, in PEM.
struct Identity {
  std::string certificate;
  std::string key;
};

/// A server certificate for `host` that nobody vouches for but itself, valid from 2020 on. Throws
/// std::runtime_error when OpenSSL fails.
Identity self_signed(const std::string& host, WallTime not_after);

/// A certificate authority that exists for one test (P-256). Throws std::runtime_error when OpenSSL fails.
class TestAuthority {
 public:
  TestAuthority();
  ~TestAuthority();
  TestAuthority(TestAuthority&&) = delete;

  /// A server certificate for `host`, a name or an address, valid from 2020 until `not_after`.
  Identity issue(const std::string& host, WallTime not_after) const;

  /// The authority's own certificate in a file that lives as long as this object.
  std::string file() const { return file_.string(); }

 private:
  struct Keys;
  std::unique_ptr<Keys> keys_;
  std::filesystem::path file_;
};

}  // namespace cutwatch::test
