#pragma once
// The one door to Beast and Asio, heavy headers: only the few files that speak to sockets or parse the wire include it.
// Both are compiled once, in beast.cc.
#define BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_ASIO_NO_DEPRECATED
#define BOOST_BEAST_SEPARATE_COMPILATION
#include <chrono>

#include <boost/asio.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace tiller::http {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

// Everything names the concrete executor: any_io_executor costs a virtual call and a copy at each step.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;
inline constexpr asio::use_awaitable_t<Executor> use_task;

}  // namespace tiller::http
