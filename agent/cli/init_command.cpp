#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/config_complaints.hpp"
#include "agent/cli/errand.hpp"
#include "agent/cli/given_resolvers.hpp"
#include "agent/cli/init_wishes.hpp"
#include "agent/cli/talk.hpp"
#include "agent/config/config_file.hpp"
#include "agent/init/config_text.hpp"
#include "agent/init/survey.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace cutwatch::cli {
namespace {

/// Who waits longer than this is told what for.
constexpr Millis kSilence{1000};

int say(const std::string& what, int exit_status) {
  talk("cutwatch init: {}\n", what);
  return exit_status;
}

int exit_status_of(const Failure& failure) {
  if (failure.kind == FailureKind::malformed) return kUsage;
  return failure.kind == FailureKind::protocol ? kNotPassed : kCannotTell;
}

Task<init::Found> look(ProbeContext context, init::Wishes wishes) {
  const auto begun = context.clock.steady();
  const auto resolvers = wishes.resolvers.empty() ? default_resolvers() : wishes.resolvers;
  init::Survey survey(context, std::move(wishes), resolvers, [&](const std::string& what) {
    if (context.clock.steady() - begun >= kSilence) talk("asking for {}\n", what);
  });
  co_return co_await survey.run();
}

std::string system_error() { return std::generic_category().message(errno); }

/// A file that came into being meanwhile is not written over either.
int write(const std::string& text, const InitOptions& options) {
  if (options.output.empty()) {
    fmt::print("{}", text);
    return kPass;
  }
  errno = 0;
  auto* file = std::fopen(options.output.c_str(), options.is_forced ? "w" : "wx");
  if (file == nullptr) return say(fmt::format("{}: {}", options.output, system_error()), kUsage);
  const bool is_written = std::fputs(text.c_str(), file) >= 0;
  if (std::fclose(file) != 0 || !is_written)
    return say(fmt::format("{}: {}", options.output, system_error()), kUsage);
  talk("{} is written; read it through, fill it in, and then: cutwatch config check {}\n", options.output,
       options.output);
  return kPass;
}

}  // namespace

int init_command(const InitOptions& options) {
  const auto wishes = wishes_of(options);
  if (!wishes) return say(wishes.error().detail, kUsage);
  std::error_code error;
  if (!options.output.empty() && !options.is_forced && std::filesystem::exists(options.output, error))
    return say(fmt::format("{} is there already; --force writes over it", options.output), kUsage);
  Errand errand;
  const auto text = init::config_text(errand.run(look(errand.context(), *wishes)), *wishes);
  if (!text) return say(text.error().detail, exit_status_of(text.error()));
  const auto read = config::read_config(*text, "cutwatch.toml", config::host_surroundings());
  if (!read) {
    print_complaints(read.error());
    return say("what the DNS says makes no plan that can be watched", kNotPassed);
  }
  return write(*text, options);
}

}  // namespace cutwatch::cli
