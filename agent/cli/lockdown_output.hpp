#pragma once
#include "core/cutover/cutover_assessment.hpp"

#include <string>

// What is shown of a lock that was just tried. All text of servers is printable and bounded.
namespace cutwatch::cli {

struct LockdownAnswer {
  std::string table;
  std::string json;  ///< One line.
  int status;        ///< 0: as it should be now, 1: not so, 3: nobody can tell.
};

/// Pure.
LockdownAnswer answer_for(const DomainState& state, const cutover::LockAssessment& lock);

/// "192.0.2.10:25 from 203.0.113.9: 450 4.7.1 Try again at rcpt", and of its control: for who looks on.
std::string words_of_try(const LockdownTried& tried);

}  // namespace cutwatch::cli
