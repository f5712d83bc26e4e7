// Takes messages through the store one after the other and says what has been acknowledged, until it is
// killed: journal_torture STORE FIRST KEPT. Of those that have ended, the last KEPT are remembered. See
// kill_test.cpp.
#include "agent/store/message_store.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

using namespace cutwatch;

namespace {

void acknowledge(std::string_view step, const std::string& id, const Result<void>& written) {
  if (!written) {
    fmt::print(stderr, "{}\n", written.error().detail);
    std::_Exit(1);
  }
  fmt::print("{} {}\n", step, id);
  std::fflush(stdout);
}

void take_through(store::MessageStore& store, mail::LedgerEntry entry) {
  acknowledge("recorded", entry.id, store.record("example.org", entry));
  acknowledge("departed", entry.id, store.mark_departure(entry.id));
  entry =
      mail::with_attempt(std::move(entry), {.disposition = mail::SmtpDisposition::accepted}, entry.recorded);
  acknowledge("accepted", entry.id, store.update({entry}));
  entry = mail::with_sighting(std::move(entry), {.at = entry.recorded, .folder = "INBOX"}, 1);
  entry.result = mail::MessageResult::delivered;
  entry.ended = entry.recorded;
  acknowledge("ended", entry.id, store.update({entry}));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 2;
  const store::Retention retention{.age = Millis{0},
                                   .least = static_cast<std::size_t>(std::atol(arguments[3]))};
  auto store = store::MessageStore::open(arguments[1], net::HmacKey{});
  if (!store) return 1;
  for (long number = std::atol(arguments[2]);; ++number) {
    take_through(*store, {.id = std::to_string(number),
                          .probe = "main",
                          .path = "new",
                          .mailbox = "inbox",
                          .recorded = WallTime{Millis{number}}});
    if (!store->prune(retention, WallTime{Millis{number}})) return 1;
  }
}
