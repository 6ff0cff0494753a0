#pragma once
// Beast's WebSockets and Asio's TLS, heavier still than beast.h: for the one file that speaks them, and for tests.
#include "http/beast.h"
//
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
