#include "net/dns/ldns_decoder.hpp"

#include "core/text/printable.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <memory>
#include <vector>

// Last of all: <ldns/common.h> (Debian 1.8.3) defines bool, true and false as macros even in C++.
#include <ldns/ldns.h>
#undef bool
#undef true
#undef false

namespace cutwatch::net {
namespace {

struct FreeRecord {
  void operator()(ldns_rr* record) const { ldns_rr_free(record); }
};
using Record = std::unique_ptr<ldns_rr, FreeRecord>;

struct FreeText {
  void operator()(char* text) const { std::free(text); }
};
using Text = std::unique_ptr<char, FreeText>;

constexpr int kNoName = -1;

/// A type that ldns prints, and where in its data the name stands that an old server might compress.
struct KnownType {
  std::uint16_t type;
  int name_at = kNoName;
};

constexpr std::array kKnownTypes{
    KnownType{LDNS_RR_TYPE_SIG, 18},    KnownType{LDNS_RR_TYPE_LOC},        KnownType{LDNS_RR_TYPE_CERT},
    KnownType{LDNS_RR_TYPE_DS},         KnownType{LDNS_RR_TYPE_SSHFP},      KnownType{LDNS_RR_TYPE_RRSIG, 18},
    KnownType{LDNS_RR_TYPE_NSEC, 0},    KnownType{LDNS_RR_TYPE_DNSKEY},     KnownType{LDNS_RR_TYPE_DHCID},
    KnownType{LDNS_RR_TYPE_NSEC3},      KnownType{LDNS_RR_TYPE_NSEC3PARAM}, KnownType{LDNS_RR_TYPE_TLSA},
    KnownType{LDNS_RR_TYPE_SMIMEA},     KnownType{LDNS_RR_TYPE_CDS},        KnownType{LDNS_RR_TYPE_CDNSKEY},
    KnownType{LDNS_RR_TYPE_OPENPGPKEY}, KnownType{LDNS_RR_TYPE_SVCB, 2},    KnownType{LDNS_RR_TYPE_HTTPS, 2},
    KnownType{LDNS_RR_TYPE_EUI48},      KnownType{LDNS_RR_TYPE_EUI64},      KnownType{LDNS_RR_TYPE_URI},
    KnownType{LDNS_RR_TYPE_CAA},
};

const KnownType* known(std::uint16_t type) {
  const auto found = std::ranges::find(kKnownTypes, type, &KnownType::type);
  return found == kKnownTypes.end() ? nullptr : &*found;
}

void append(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> octets) {
  out.insert(out.end(), octets.begin(), octets.end());
}

std::vector<std::uint8_t> uncompressed_data(const KnownType& type, WireReader& data) {
  std::vector<std::uint8_t> out;
  if (type.name_at != kNoName) {
    append(out, data.take(static_cast<std::size_t>(type.name_at)));
    append(out, data.wire_name());
  }
  append(out, data.take(data.left()));
  return out;
}

/// A record of its own around the data: owner root, class IN, TTL 0.
std::vector<std::uint8_t> lone_record(std::uint16_t type, const std::vector<std::uint8_t>& data) {
  const auto high = [](std::size_t value) { return static_cast<std::uint8_t>(value >> 8); };
  const auto low = [](std::size_t value) { return static_cast<std::uint8_t>(value & 0xff); };
  std::vector<std::uint8_t> record{0, high(type),        low(type),       0, 1, 0, 0, 0,
                                   0, high(data.size()), low(data.size())};
  append(record, data);
  return record;
}

/// Null when ldns refuses the record or does not take all of it.
Record read(const std::vector<std::uint8_t>& wire) {
  ldns_rr* raw = nullptr;
  std::size_t at = 0;
  const ldns_status status = ldns_wire2rr(&raw, wire.data(), wire.size(), &at, LDNS_SECTION_ANSWER);
  Record record(status == LDNS_STATUS_OK ? raw : nullptr);
  if (at != wire.size()) record.reset();
  return record;
}

/// ldns prints names in the case they came in, and escapes them in its own way: names go through our own
/// reader.
std::string field_text(const ldns_rdf* field) {
  if (ldns_rdf_get_type(field) == LDNS_RDF_TYPE_DNAME) {
    WireReader name({ldns_rdf_data(field), ldns_rdf_size(field)});
    return name.name().text();
  }
  const Text text(ldns_rdf2str(field));
  if (!text) return {};
  auto shown = printable(text.get(), std::numeric_limits<std::size_t>::max());
  shown.erase(shown.find_last_not_of(' ') + 1);  // type bitmaps come with a blank behind them
  return shown;
}

}  // namespace

bool is_read_by_ldns(std::uint16_t type) noexcept { return known(type) != nullptr; }

std::string ldns_rdata_text(std::uint16_t type, WireReader& data) {
  const auto octets = uncompressed_data(*known(type), data);
  std::string out;
  if (!data.is_sound()) return out;
  if (octets.size() > 65535) {
    data.complain("a record's data is too long");
    return out;
  }
  const Record record = read(lone_record(type, octets));
  if (!record) {
    data.complain("a record's data is not of its type");
    return out;
  }
  for (std::size_t i = 0; i < ldns_rr_rd_count(record.get()); ++i) {
    if (i > 0) out += ' ';
    out += field_text(ldns_rr_rdf(record.get(), i));
  }
  return out;
}

}  // namespace cutwatch::net
