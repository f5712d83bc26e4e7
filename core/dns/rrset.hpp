#pragma once
#include "core/dns/rr_type.hpp"
#include "core/failure/failure.hpp"

#include <compare>
#include <string>
#include <vector>

namespace cutwatch::dns {

/// The data of all records of one owner and type, in canonical form: presentation form with lower-case
/// absolute names, sorted, each once. An empty RRset means that the record is absent (NXDOMAIN or NODATA).
class RrSet {
 public:
  RrSet() = default;

  /// Takes data that is canonical already (a decoder's), sorts it and drops repetitions.
  static RrSet of_canonical(std::vector<std::string> data);

  /// From what a person wrote ("10 Mail.Example.ORG"). Errors: malformed, with what was expected for the
  /// type.
  static Result<RrSet> parse(RrType type, const std::vector<std::string>& data);

  const std::vector<std::string>& data() const { return data_; }
  bool is_absent() const { return data_.empty(); }
  /// For people: "5 in.proxy.example., 20 mail.example.org."; "(absent)" when there is none.
  std::string text() const;

  friend auto operator<=>(const RrSet&, const RrSet&) = default;

 private:
  std::vector<std::string> data_;
};

/// The canonical form of one record's data. Errors: malformed, with what was expected for the type.
Result<std::string> canonical_data(RrType type, std::string_view text);

}  // namespace cutwatch::dns
