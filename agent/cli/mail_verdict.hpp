#pragma once
#include "agent/cli/probed_mail.hpp"
#include "core/mail/path_proof.hpp"

#include <string>
#include <string_view>

namespace cutwatch::cli {

/// What the message says of its path (docs/cli.md has the table).
struct MailVerdict {
  std::string_view name;  ///< One word for scripts.
  std::string sentence;   ///< For people, without its full stop; printable and bounded.
  int status;             ///< 0: all is as it should be, 1: something is not, 3: nobody could tell.
};

/// What its Received lines prove; unknown before it was seen. Pure.
mail::PathProof proof_of(const ProbedMail& probed);

/// That something is wrong is said before that something is not known. Pure.
MailVerdict verdict_on(const ProbedMail& probed);

}  // namespace cutwatch::cli
