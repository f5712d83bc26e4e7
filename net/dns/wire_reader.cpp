#include "net/dns/wire_reader.hpp"

#include <array>

namespace cutwatch::net {
namespace {

constexpr std::uint8_t kPointer = 0xc0;
constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxName = 255;

constexpr std::string_view kEndsTooEarly = "the message ends too early";
constexpr std::string_view kNameRunsOut = "a name runs past its end";

}  // namespace

void WireReader::complain(std::string_view what) {
  if (complaint_.empty()) complaint_ = what;
}

bool WireReader::has(std::size_t count) {
  if (count > end_ - at_) complain(kEndsTooEarly);
  return is_sound();
}

std::uint8_t WireReader::octet() { return has(1) ? message_[at_++] : std::uint8_t{0}; }

std::uint16_t WireReader::number16() {
  if (!has(2)) return 0;
  at_ += 2;
  return static_cast<std::uint16_t>(message_[at_ - 2] << 8 | message_[at_ - 1]);
}

std::uint32_t WireReader::number32() {
  const std::uint32_t upper = number16();
  return upper << 16 | number16();
}

std::span<const std::uint8_t> WireReader::take(std::size_t count) {
  if (!has(count)) return {};
  at_ += count;
  return message_.subspan(at_ - count, count);
}

/// Calls `on_label` with each label, leftmost first, without the root; moves behind the name. False with a
/// complaint.
template <class OnLabel>
bool WireReader::decompress(OnLabel on_label) {
  const auto bad = [this](std::string_view what) {
    complain(what);
    return false;
  };
  if (!is_sound()) return false;
  std::size_t at = at_;
  std::size_t earliest = at_;
  std::size_t behind = 0;  // 0: no pointer followed yet
  std::size_t size = 1;
  while (true) {
    if (at >= end_) return bad(kNameRunsOut);
    const std::uint8_t length = message_[at];
    if ((length & kPointer) == kPointer) {
      if (end_ - at < 2) return bad(kNameRunsOut);
      const std::size_t target = static_cast<std::size_t>(length & ~kPointer) << 8 | message_[at + 1];
      if (target >= earliest) return bad("a compression pointer does not lead backwards");
      if (behind == 0) behind = at + 2;
      at = earliest = target;
      continue;
    }
    if (length > kMaxLabel) return bad("a label of a kind that does not exist");
    const std::size_t next = at + 1 + length;
    if (next > end_) return bad(kNameRunsOut);
    if (length == 0) break;
    size += 1U + length;
    if (size > kMaxName) return bad("a name of more than 255 octets");
    on_label(message_.subspan(at + 1, length));
    at = next;
  }
  at_ = behind == 0 ? at + 1 : behind;
  return true;
}

void WireReader::append_name(std::string& out) {
  std::array<char, kMaxName * dns::kLabelTextPerOctet> text;
  char* end = text.data();
  const bool is_read = decompress([&](auto label) { end = dns::write_label(end, label); });
  if (!is_read || end == text.data()) {
    out += '.';  // the root
  } else {
    out.append(text.data(), end);
  }
}

std::vector<std::uint8_t> WireReader::wire_name() {
  std::vector<std::uint8_t> wire;
  const auto add = [&](auto label) {
    wire.push_back(static_cast<std::uint8_t>(label.size()));
    wire.insert(wire.end(), label.begin(), label.end());
  };
  if (!decompress(add)) wire.clear();
  wire.push_back(0);
  return wire;
}

void WireReader::skip_name() {
  decompress([](auto) {});
}

bool WireReader::is_pointer_to(std::size_t target) const {
  return end_ - at_ >= 2 && message_[at_] == (kPointer | target >> 8) && message_[at_ + 1] == (target & 0xff);
}

dns::Name WireReader::name() {
  if (known_.at != 0 && is_sound() && is_pointer_to(known_.at)) {
    at_ += 2;
    return known_.name;
  }
  const std::size_t at = at_;
  std::string text;
  append_name(text);
  auto name = dns::Name::of_canonical(std::move(text));
  if (known_.at == 0) known_ = {.at = at, .name = name};
  return name;
}

std::size_t WireReader::narrow(std::size_t count) {
  const std::size_t end = end_;
  if (count > left()) {
    complain("a record's data runs past the message");
  } else {
    end_ = at_ + count;
  }
  return end;
}

void WireReader::widen(std::size_t end) {
  if (left() > 0) complain("a record's data is longer than its type has");
  end_ = end;
}

}  // namespace cutwatch::net
