#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::exporters {

/// What is looked at before a request is answered.
struct RequestFacts {
  std::string_view method;
  std::string_view host;  ///< The Host field; empty when there is none.
  bool has_transfer_encoding = false;
  bool is_loopback_listener = true;
  bool is_action = false;   ///< The path stands for something that is done, not for a page.
  bool has_origin = false;  ///< There is an Origin field: a web page asks (Fetch, §3.1).
};

struct Refusal {
  int status;
  std::string reason;
};

/// Why a request is not answered; nullopt when it is. Pages by GET and HEAD only, actions by POST only, and
/// not for web pages, which may send one from anywhere; no chunked bodies; and on a loopback listener only
/// Host names that mean this host: a page elsewhere could otherwise read it by DNS rebinding. Pure.
std::optional<Refusal> refusal_of(const RequestFacts& facts);

}  // namespace cutwatch::exporters
