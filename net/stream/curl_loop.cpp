#include "net/stream/curl_loop.hpp"

#include "runtime/task.hpp"

#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <curl/curl.h>

#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

namespace cutwatch::net {
namespace {

/// Starts libcurl once for the process. Never undone: other threads may still use OpenSSL while statics are
/// destroyed.
void start_libcurl() {
  static const CURLcode kStarted = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (kStarted != CURLE_OK) throw std::runtime_error(std::string("libcurl: ") + curl_easy_strerror(kStarted));
}

/// A socket of libcurl's that it wants to hear about.
struct WatchedSocket {
  explicit WatchedSocket(const asio::any_io_executor& executor) : descriptor(executor) {}
  asio::posix::stream_descriptor descriptor;
  int wanted = CURL_POLL_NONE;
  bool is_awaiting_read = false;
  bool is_awaiting_write = false;
};

/// A coroutine that waits for its transfer. Ending the wait through a timer resumes it from the event loop,
/// never from inside a libcurl callback, and makes Asio's cancellation work unchanged.
struct Waiter {
  explicit Waiter(const asio::any_io_executor& executor)
      : ended(executor, asio::steady_timer::time_point::max()) {}
  asio::steady_timer ended;
  Result<int> outcome = fail(FailureKind::cancelled);
};

using Waiters = std::map<void*, Waiter*>;

/// Keeps a waiter's place for as long as its coroutine exists, however that ends.
class Registration {
 public:
  Registration(Waiters& waiters, void* easy, Waiter& waiter) : waiters_(waiters), easy_(easy) {
    waiters_[easy] = &waiter;
  }
  ~Registration() { waiters_.erase(easy_); }
  Registration(Registration&&) = delete;

 private:
  Waiters& waiters_;
  void* easy_;
};

}  // namespace

class CurlCore : public std::enable_shared_from_this<CurlCore> {
 public:
  explicit CurlCore(asio::any_io_executor executor) : executor_(std::move(executor)), timer_(executor_) {
    start_libcurl();
    multi_ = curl_multi_init();
    if (multi_ == nullptr) throw std::runtime_error("libcurl: no multi handle");
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlCore::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlCore::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  }
  ~CurlCore() {
    curl_multi_cleanup(multi_);
    for (auto& [fd, socket] : sockets_) socket->descriptor.release();
  }
  CurlCore(CurlCore&&) = delete;

  const asio::any_io_executor& executor() const { return executor_; }

  Task<Result<int>> run(void* easy) {
    if (is_stopped_) co_return fail(FailureKind::cancelled, "the connection loop is stopped");
    Waiter waiter(executor_);
    const Registration registration{waiters_, easy, waiter};
    if (const CURLMcode code = curl_multi_add_handle(multi_, easy); code != CURLM_OK) {
      co_return fail(FailureKind::protocol, curl_multi_strerror(code));
    }
    co_await waiter.ended.async_wait(as_result);
    co_return waiter.outcome;
  }

  void stop() {
    is_stopped_ = true;
    for (auto& [easy, waiter] : waiters_) {
      curl_multi_remove_handle(multi_, easy);
      waiter->ended.cancel();
    }
  }

  /// Takes the handle out of the loop, whatever its state.
  void forget(void* easy) { curl_multi_remove_handle(multi_, easy); }

 private:
  using Watched = std::shared_ptr<WatchedSocket>;

  /// Called from inside libcurl: may only arm the timer, never call back.
  static int on_timer(CURLM*, long after_ms, void* self) {
    static_cast<CurlCore*>(self)->arm_timer(after_ms);
    return 0;
  }

  void arm_timer(long after_ms) {
    timer_.cancel();
    if (after_ms < 0) return;
    timer_.expires_after(std::chrono::milliseconds(after_ms));
    timer_.async_wait([self = weak_from_this()](asio::error_code error) {
      const auto core = self.lock();
      if (core && !error) core->act(CURL_SOCKET_TIMEOUT, 0);
    });
  }

  static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
    static_cast<CurlCore*>(self)->watch(fd, what);
    return 0;
  }

  void watch(curl_socket_t fd, int what) {
    auto place = sockets_.find(fd);
    if (what == CURL_POLL_REMOVE) {
      if (place == sockets_.end()) return;
      place->second->wanted = CURL_POLL_NONE;
      place->second->descriptor.release();  // Never close it: the descriptor is libcurl's.
      sockets_.erase(place);
      return;
    }
    if (place == sockets_.end()) {
      auto fresh = std::make_shared<WatchedSocket>(executor_);
      asio::error_code error;
      fresh->descriptor.assign(fd, error);
      if (error) return;  // libcurl's own timeout ends the transfer.
      place = sockets_.emplace(fd, std::move(fresh)).first;
    }
    place->second->wanted = what;
    arm(fd, place->second);
  }

  void arm(curl_socket_t fd, const Watched& socket) {
    using Wait = asio::posix::descriptor_base;
    if ((socket->wanted & CURL_POLL_IN) != 0 && !std::exchange(socket->is_awaiting_read, true)) {
      socket->descriptor.async_wait(Wait::wait_read,
                                    [self = weak_from_this(), fd, socket](asio::error_code error) {
                                      socket->is_awaiting_read = false;
                                      if (const auto core = self.lock())
                                        core->ready(fd, socket, error, CURL_CSELECT_IN);
                                    });
    }
    if ((socket->wanted & CURL_POLL_OUT) != 0 && !std::exchange(socket->is_awaiting_write, true)) {
      socket->descriptor.async_wait(Wait::wait_write,
                                    [self = weak_from_this(), fd, socket](asio::error_code error) {
                                      socket->is_awaiting_write = false;
                                      if (const auto core = self.lock())
                                        core->ready(fd, socket, error, CURL_CSELECT_OUT);
                                    });
    }
  }

  /// The same number may by now be another connection's descriptor: the identity of `socket` tells.
  bool is_current(curl_socket_t fd, const Watched& socket) const {
    const auto place = sockets_.find(fd);
    return place != sockets_.end() && place->second == socket;
  }

  void ready(curl_socket_t fd, const Watched& socket, asio::error_code error, int event) {
    if (error == asio::error::operation_aborted || !is_current(fd, socket)) return;
    if ((socket->wanted & event) != 0) act(fd, error ? CURL_CSELECT_ERR : event);
    if (is_current(fd, socket)) arm(fd, socket);  // Each wait ends after one event.
  }

  void act(curl_socket_t fd, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, fd, events, &running);
    int queued = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &queued)) {
      if (message->msg == CURLMSG_DONE) finish(message->easy_handle, message->data.result);
    }
  }

  void finish(void* easy, CURLcode code) {
    const auto place = waiters_.find(easy);
    if (place == waiters_.end()) return;
    place->second->outcome = static_cast<int>(code);
    place->second->ended.cancel();
  }

  asio::any_io_executor executor_;
  asio::steady_timer timer_;
  CURLM* multi_ = nullptr;
  std::map<curl_socket_t, Watched> sockets_;
  Waiters waiters_;
  bool is_stopped_ = false;
};

CurlTransfer::CurlTransfer(std::shared_ptr<CurlCore> core)
    : core_(std::move(core)), handle_(curl_easy_init()) {
  if (handle_ == nullptr) throw std::bad_alloc();
  curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle_, CURLOPT_PROXY, "");  // Not even one that the environment names.
}

CurlTransfer::~CurlTransfer() {
  core_->forget(handle_);
  curl_easy_cleanup(handle_);
}

asio::awaitable<Result<int>> CurlTransfer::run() { return core_->run(handle_); }

CurlLoop::CurlLoop(asio::any_io_executor executor) : core_(std::make_shared<CurlCore>(std::move(executor))) {}
CurlLoop::~CurlLoop() { stop(); }
std::unique_ptr<CurlTransfer> CurlLoop::new_transfer() { return std::make_unique<CurlTransfer>(core_); }
void CurlLoop::stop() { core_->stop(); }

}  // namespace cutwatch::net
