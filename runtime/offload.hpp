#pragma once
#include "runtime/task.hpp"

#include <asio/thread_pool.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace cutwatch {

/// Runs a blocking call on the pool and resumes on the caller's executor with its result. `co_await
/// asio::post(pool)` would not do: a coroutine's own executor wins over the one posted to.
template <std::invocable F>
Task<std::invoke_result_t<F>> offload(asio::thread_pool& pool, F work) {
  auto on_pool = [](F run) -> Task<std::invoke_result_t<F>> { co_return run(); };
  co_return co_await asio::co_spawn(pool, on_pool(std::move(work)), asio::use_awaitable);
}

}  // namespace cutwatch
