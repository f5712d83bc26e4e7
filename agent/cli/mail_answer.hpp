#pragma once
#include "agent/cli/probed_mail.hpp"

#include <string>

namespace cutwatch::cli {

/// What is shown of a message that was sent and awaited. All text of servers and of mail is printable and
/// bounded.
struct MailAnswer {
  std::string table;
  std::string json;  ///< One line.
  int status;        ///< That of the verdict.
};

/// Pure.
MailAnswer answer_for(const ProbedMail& probed);

}  // namespace cutwatch::cli
