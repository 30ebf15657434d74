// libmicrohttpd, imported by HTTP alone. C variadics do not import: static inline wrappers go here.
#pragma once
#if !__has_include(<microhttpd.h>)
#error "Vigie needs microhttpd.h: apt-get install libmicrohttpd-dev"
#endif
#include <microhttpd.h>
#include <string.h>

/// What `vigie_http_start` bounds.
struct vigie_http_limits {
  unsigned int connections;
  unsigned int connections_per_address;
  unsigned int timeout_seconds;
  size_t header_bytes;
};

/// Leaves percent signs in place: the receiver decodes them itself, and strictly.
static inline size_t vigie_http_keep(void *context, struct MHD_Connection *connection, char *text) {
  (void)context;
  (void)connection;
  return strlen(text);
}

/// Starts a server with a thread of its own on a socket that listens already. It owns the socket
/// from then on, and writes nothing to standard error.
static inline struct MHD_Daemon *vigie_http_start(int listening, struct vigie_http_limits limits,
                                                  MHD_AccessHandlerCallback on_request,
                                                  MHD_RequestCompletedCallback on_end,
                                                  void *context) {
  return MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, on_request, context,
      MHD_OPTION_LISTEN_SOCKET, (MHD_socket)listening,
      MHD_OPTION_CONNECTION_LIMIT, limits.connections,
      MHD_OPTION_PER_IP_CONNECTION_LIMIT, limits.connections_per_address,
      MHD_OPTION_CONNECTION_TIMEOUT, limits.timeout_seconds,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits.header_bytes,
      MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_UNESCAPE_CALLBACK, &vigie_http_keep, NULL,
      MHD_OPTION_NOTIFY_COMPLETED, on_end, context, MHD_OPTION_END);
}
