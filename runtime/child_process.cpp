#include "runtime/child_process.hpp"

#include "core/text/printable.hpp"
#include "runtime/task.hpp"

#include <fmt/core.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cutwatch {
namespace {

constexpr std::size_t kMostOfComplaint = 300;
constexpr Millis kTimeToEnd{Seconds{1}};

std::string said(int error) { return std::generic_category().message(error); }

/// Descriptors that close themselves.
struct Ends {
  int read = -1;
  int write = -1;
  Ends() = default;
  Ends(const Ends&) = delete;
  Ends& operator=(const Ends&) = delete;
  ~Ends() {
    if (read >= 0) ::close(read);
    if (write >= 0) ::close(write);
  }
  bool open() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    read = ends[0];
    write = ends[1];
    return true;
  }
};

bool make_patient(int descriptor) {
  return ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0;
}

/// What the program finds open, and how its signals are.
class Spawning {
 public:
  Spawning(int output, int errors) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
    // Asio's sockets are not closed on exec.
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    // In a group of its own: an interrupt from the terminal is ours to act upon.
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  Spawning(const Spawning&) = delete;
  Spawning& operator=(const Spawning&) = delete;
  ~Spawning() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  /// 0, or an error number.
  int run(std::vector<std::string> arguments, pid_t& process) {
    std::vector<char*> argv;
    for (auto& each : arguments) argv.push_back(each.data());
    argv.push_back(nullptr);
    const char* path = std::getenv("PATH");
    auto variable = fmt::format("PATH={}", path == nullptr ? "/usr/bin:/bin" : path);
    std::string language = "LC_ALL=C";
    std::array<char*, 3> environment{variable.data(), language.data(), nullptr};
    return posix_spawnp(&process, argv[0], &actions_, &attributes_, argv.data(), environment.data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

std::string way_of_ending(int status) {
  if (WIFEXITED(status)) return fmt::format("ended with status {}", WEXITSTATUS(status));
  return fmt::format("was ended by signal {}", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const asio::any_io_executor& executor,
                                                          const std::vector<std::string>& arguments) {
  const auto failed = [&](int error) {
    return fail(FailureKind::refused,
                fmt::format("{} cannot be started: {}", printable(arguments.empty() ? "" : arguments[0]),
                            said(error)));
  };
  if (arguments.empty()) return failed(EINVAL);
  Ends output;
  Ends errors;
  // What it has to say of itself and nobody reads is lost, rather than that it waits.
  if (!output.open() || !errors.open() || !make_patient(errors.write) || !make_patient(errors.read))
    return failed(errno);
  pid_t process = -1;
  if (const int error = Spawning(output.write, errors.write).run(arguments, process); error != 0)
    return failed(error);
  return std::unique_ptr<ChildProcess>(
      new ChildProcess(executor, process, std::exchange(output.read, -1), std::exchange(errors.read, -1)));
}

ChildProcess::ChildProcess(const asio::any_io_executor& executor, pid_t process, int output, int errors)
    : process_(process), output_(executor, output), errors_(errors) {}

ChildProcess::~ChildProcess() {
  reap();
  ::close(errors_);
}

asio::awaitable<Result<void>> ChildProcess::wait_readable() {
  const auto [error] = co_await output_.async_wait(asio::posix::stream_descriptor::wait_read, as_result);
  if (error == asio::error::operation_aborted) throw asio::system_error(error);
  if (error) co_return fail(FailureKind::refused, error.message());
  co_return Result<void>();
}

Result<std::string> ChildProcess::read(std::size_t most) {
  std::string bytes(most, '\0');
  auto size = ::read(output_.native_handle(), bytes.data(), most);
  while (size < 0 && errno == EINTR) size = ::read(output_.native_handle(), bytes.data(), most);
  if (size < 0) return fail(FailureKind::refused, said(errno));
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

/// What it wrote to its standard error, the end of it.
std::string ChildProcess::complaint() {
  std::array<char, 4096> bytes{};
  std::string last;
  for (auto size = ::read(errors_, bytes.data(), bytes.size()); size > 0;
       size = ::read(errors_, bytes.data(), bytes.size())) {
    last.append(bytes.data(), static_cast<std::size_t>(size));
    if (last.size() > kMostOfComplaint) last.erase(0, last.size() - kMostOfComplaint);
  }
  while (last.ends_with('\n')) last.pop_back();
  return printable(last, 2 * kMostOfComplaint);
}

asio::awaitable<Result<void>> ChildProcess::wait_for_its_end() {
  // Not by <sys/pidfd.h>: that of glibc 2.36 declares a C++ function.
  const auto handle = static_cast<int>(::syscall(SYS_pidfd_open, process_, 0));
  if (handle < 0) co_return fail(FailureKind::refused, said(errno));
  asio::posix::stream_descriptor ended(output_.get_executor(), handle);
  const auto [error] = co_await ended.async_wait(asio::posix::stream_descriptor::wait_read, as_result);
  if (error == asio::error::operation_aborted) throw asio::system_error(error);
  co_return Result<void>();
}

asio::awaitable<ChildProcess::Ending> ChildProcess::ending(WaitableClock& clock) {
  co_await with_deadline(clock, clock.steady() + kTimeToEnd, wait_for_its_end());
  const int status = reap();
  const auto way = way_of_ending(status);
  const auto why = complaint();
  co_return Ending{.status = status, .words = why.empty() ? way : way + ": " + why};
}

asio::awaitable<std::string> ChildProcess::end(WaitableClock& clock) {
  auto ended = co_await ending(clock);
  co_return std::move(ended.words);
}

asio::awaitable<Result<void>> ChildProcess::end_well(WaitableClock& clock) {
  auto ended = co_await ending(clock);
  const bool is_well = WIFEXITED(ended.status) && WEXITSTATUS(ended.status) == 0;
  if (!is_well) co_return fail(FailureKind::refused, std::move(ended.words));
  co_return Result<void>();
}

/// Killed if it still runs; how it ended.
int ChildProcess::reap() {
  if (process_ < 0) return 0;
  ::kill(-process_, SIGKILL);  // its whole group, which it leads
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  return status;
}

}  // namespace cutwatch
