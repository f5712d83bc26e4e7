set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

set(CUTWATCH_SANITIZE "" CACHE STRING "Sanitizers for every target, as -fsanitize takes them")
option(CUTWATCH_WERROR "Turn warnings into errors" OFF)

# For every target: what Asio 1.22.1 must be told under Clang (it knows coroutines by GCC's macros only, and decides on
# aligned_alloc by a macro that exists only after some standard header).
add_compile_definitions(ASIO_STANDALONE ASIO_NO_DEPRECATED ASIO_SEPARATE_COMPILATION
                        ASIO_HAS_CO_AWAIT=1 ASIO_HAS_STD_COROUTINE=1 ASIO_HAS_STD_ALIGNED_ALLOC=1)

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_link_options(-fuse-ld=lld)
endif()

if(CUTWATCH_SANITIZE)
  add_compile_options(-fsanitize=${CUTWATCH_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${CUTWATCH_SANITIZE})
endif()

add_library(cutwatch_warnings INTERFACE)
target_compile_options(cutwatch_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  # A designated initialiser that names some members value-initialises the rest: that is what it is for.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-missing-designated-field-initializers>
  $<$<BOOL:${CUTWATCH_WERROR}>:-Werror>)
