#pragma once
#include "agent/config/config.hpp"
#include "agent/config/document.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::config {

/// Where a complaint points to.
struct Spot {
  Position at;
  std::string key;
};

/// Collects what is wrong, what is not acted upon, and which keys were asked for, over one reading.
class Complaints {
 public:
  explicit Complaints(std::string file) : file_(std::move(file)) {}

  void add(const Spot& spot, std::string message);
  void add_not_yet(const Spot& spot, std::string_view said);
  void note_asked(std::string key_without_indices) { asked_.insert(std::move(key_without_indices)); }

  /// More would be noise, and an input of a megabyte of nonsense should not take minutes.
  bool is_full() const { return errors_.size() >= kMost; }
  std::size_t count() const { return errors_.size(); }

  /// In the order of the file.
  std::vector<ConfigError> errors() &&;
  std::vector<ConfigError> not_yet() &&;
  const std::set<std::string>& asked() const { return asked_; }

 private:
  static constexpr std::size_t kMost = 200;
  ConfigError error_at(const Spot& spot, std::string message) const;

  std::string file_;
  std::vector<ConfigError> errors_;
  std::vector<ConfigError> not_yet_;
  std::set<std::string> asked_;
};

}  // namespace cutwatch::config
