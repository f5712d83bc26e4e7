#pragma once
#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace cutwatch::cli {

/// Lines about what is new in one status document after another: phase, decision, gates of the next step and
/// conditions. Words that only tell of newer evidence for the same are not new.
class StatusChanges {
 public:
  /// One cutover of the next document. Of the first all is new but gates that are open.
  std::vector<std::string> after(const nlohmann::json& cutover);
  /// A line for each domain that was shown and is none of these any more.
  std::vector<std::string> gone(const std::set<std::string>& domains);

 private:
  /// By what it is about: what tells whether it is new, and the line that is told of it.
  struct Item {
    std::string key;
    std::string line;
    std::string end;  ///< The line for when it is gone; empty: none is told.
    bool is_news_at_first = true;
  };
  using Items = std::map<std::string, Item>;
  static Items items_of(const nlohmann::json& cutover);

  std::map<std::string, Items> shown_;  ///< By domain.
};

}  // namespace cutwatch::cli
