// The body of Asio and Beast, compiled here and nowhere else (their separate compilation).
#include "http/beast_websocket.h"

#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
