#include "agent/cli/decode_kinds.hpp"

#include "agent/cli/decode_dns.hpp"
#include "agent/cli/decode_dsn.hpp"
#include "agent/cli/decode_maillog.hpp"
#include "agent/cli/decode_received.hpp"

namespace cutwatch::cli {
namespace {

constexpr DecodeKind kKinds[] = {
    {"dns", decode_dns_line},
    {"dsn", decode_dsn_line},
    {"maillog", decode_maillog_line},
    {"received", decode_received_line},
};

}  // namespace

std::span<const DecodeKind> decode_kinds() { return kKinds; }

}  // namespace cutwatch::cli
