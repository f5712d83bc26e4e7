# GCC 12 frees aggregate temporaries inside a co_await expression twice, and crashes in coroutines whose outermost
# block declares no local, at every -O level and without a warning. Clang before 17 lacks std::expected with libstdc++.
# docs/decisions/0001-clang-and-cpp23.md
if((CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
   OR (CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 17))
  message(FATAL_ERROR
    "cutwatch needs Clang >= 17 or GCC >= 13, found ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}.\n"
    "GCC 12 silently miscompiles coroutines: aggregate temporaries in a co_await expression are freed twice.\n"
    "On Debian 12: apt-get install clang-19 lld-19, then use a preset: cmake --preset dev")
endif()
