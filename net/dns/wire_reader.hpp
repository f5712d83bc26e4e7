#pragma once
#include "core/dns/name.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::net {

/// Reads a message from front to back and never outside it. The first thing that does not fit is remembered
/// as the complaint; from then on every read gives zeros, so that a caller may read a whole structure and ask
/// once.
class WireReader {
 public:
  explicit WireReader(std::span<const std::uint8_t> message) : message_(message), end_(message.size()) {}
  WireReader(const WireReader&) = delete;
  WireReader& operator=(const WireReader&) = delete;

  bool is_sound() const { return complaint_.empty(); }
  std::string_view complaint() const { return complaint_; }
  void complain(std::string_view what);

  std::size_t position() const { return at_; }
  std::size_t left() const { return end_ - at_; }

  std::uint8_t octet();
  std::uint16_t number16();
  std::uint32_t number32();
  std::span<const std::uint8_t> take(std::size_t count);

  /// A name in canonical form. Follows pointers (RFC 1035 §4.1.4) only backwards: each must lead before
  /// everything read of the name so far, so a name ends after at most as many steps as it has octets before
  /// it. Complains otherwise, and gives the root.
  dns::Name name();
  /// The same, appended to a text.
  void append_name(std::string& out);
  void skip_name();
  /// The same without compression, in the case it was received in.
  std::vector<std::uint8_t> wire_name();

  /// Narrows the reader to the next `count` octets (pointers may still lead out, backwards); to be undone by
  /// `widen`. Complains when there are not as many. Returns what `widen` wants.
  std::size_t narrow(std::size_t count);
  /// Complains when not all was read that the reader was narrowed to.
  void widen(std::size_t end);

 private:
  /// The first name, the question's: most records repeat it, as a pointer to it.
  struct Known {
    std::size_t at = 0;
    dns::Name name;
  };

  bool has(std::size_t count);
  bool is_pointer_to(std::size_t target) const;
  template <class OnLabel>
  bool decompress(OnLabel on_label);
  std::span<const std::uint8_t> message_;
  std::size_t at_ = 0;
  std::size_t end_;
  std::string_view complaint_;
  Known known_;
};

}  // namespace cutwatch::net
