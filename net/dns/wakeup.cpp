#include "net/dns/wakeup.hpp"

#include <asio/associated_cancellation_slot.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>

#include <utility>

namespace cutwatch::net {

asio::awaitable<void> Wakeup::wait() {
  auto token = asio::use_awaitable;
  return asio::async_initiate<asio::use_awaitable_t<>, void()>(
      [this](auto handler) {
        slot_ = asio::get_associated_cancellation_slot(handler);
        if (slot_.is_connected()) slot_.assign([this](asio::cancellation_type) { on_cancel_(); });
        go_on_ = [handler = std::move(handler)]() mutable { std::move(handler)(); };
      },
      token);
}

std::move_only_function<void()> Wakeup::take() {
  if (slot_.is_connected()) slot_.clear();
  return std::exchange(go_on_, nullptr);
}

void Wakeup::resume() {
  if (auto go_on = take()) go_on();
}

void Wakeup::resume_later(const asio::any_io_executor& executor) {
  if (auto go_on = take()) asio::post(executor, std::move(go_on));
}

}  // namespace cutwatch::net
