// Asio's own code, compiled once (ASIO_SEPARATE_COMPILATION): every other file then builds faster.
#include <asio/impl/src.hpp>
