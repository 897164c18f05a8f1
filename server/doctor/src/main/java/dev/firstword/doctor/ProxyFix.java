package dev.firstword.doctor;

/**
 * The configuration change that fixes a fault.
 *
 * @param nginx for nginx
 * @param haproxy for HAProxy
 * @param generic what to look for in any other proxy
 */
public record ProxyFix(String nginx, String haproxy, String generic) {

  static final ProxyFix BUFFERING =
      new ProxyFix(
          "proxy_buffering off;  and no proxy_ignore_headers X-Accel-Buffering;",
          "no http-response wait-for-body,  no compression of text/event-stream",
          "turn response buffering off for text/event-stream, or respect X-Accel-Buffering: no");

  /** The kernel holds partial packets for 200 ms if it expects more data (TCP_CORK). */
  static final ProxyFix PACKET_DELAY =
      new ProxyFix(
          "tcp_nodelay on;  tcp_nopush off;",
          "option http-no-delay",
          "send data immediately (TCP_NODELAY, no TCP_CORK)");

  static final ProxyFix COMPRESSION =
      new ProxyFix(
          "gzip off;  or gzip_types without text/event-stream",
          "compression type  without text/event-stream, and keep Cache-Control: no-transform",
          "do not compress text/event-stream, and respect Cache-Control: no-transform");

  static final ProxyFix COMMENTS =
      new ProxyFix(
          "proxy_pass with no body filter (sub_filter, njs) on this location",
          "no filter that rewrites bodies on this backend",
          "pass the body on byte by byte: lines that begin with a colon keep the stream alive");

  static final ProxyFix SERVER_KEEP_ALIVE =
      new ProxyFix(
          "keepalive 64;  in the upstream, proxy_http_version 1.1;  proxy_set_header Connection \"\";",
          "option http-keep-alive  and  http-reuse safe, no option httpclose or http-server-close",
          "keep connections to the server open and use HTTP/1.1 or later for them");

  static final ProxyFix CLIENT_KEEP_ALIVE =
      new ProxyFix(
          "keepalive_timeout 75s;  and no keepalive_requests that is small",
          "option http-keep-alive,  timeout http-keep-alive 60s",
          "keep connections to clients open between requests");

  static final ProxyFix CONNECTIONS =
      new ProxyFix(
          "a higher limit_conn and worker_connections",
          "a higher maxconn (global, frontend and server)",
          "allow as many concurrent streams as there are waiting users");

  static final ProxyFix HTTP_2 =
      new ProxyFix(
          "listen 443 ssl http2;",
          "bind :443 ssl crt ... alpn h2,http/1.1",
          "offer HTTP/2 in the TLS handshake (ALPN h2)");

  static final ProxyFix IDLE =
      new ProxyFix(
          "proxy_read_timeout 120s;  send_timeout 120s;",
          "timeout server 120s,  timeout client 120s,  timeout tunnel 120s",
          "an idle timeout well above the server's keep-alive");

  static final ProxyFix LIFETIME =
      new ProxyFix(
          "no limit on the total time of a response in anything before it",
          "no timeout on the total response in anything before it",
          "allow a response to last as long as the longest answer (10 minutes by default)");

  static final ProxyFix REQUEST_HEADERS =
      new ProxyFix(
          "no proxy_set_header NAME \"\";  and no proxy_pass_request_headers off;",
          "no http-request del-header or set-header for it",
          "pass request headers on unchanged");

  static final ProxyFix ANSWER_HEADERS =
      new ProxyFix(
          "no proxy_hide_header, more_clear_headers or add_header for it",
          "no http-response del-header or set-header for it",
          "pass response headers on unchanged");

  static final ProxyFix DNS =
      new ProxyFix(
          "nothing: it is before nginx",
          "nothing: it is before haproxy",
          "a closer or faster name server, and a longer TTL of the record");

  static final ProxyFix TLS =
      new ProxyFix(
          "ssl_protocols TLSv1.3 TLSv1.2;  ssl_session_cache shared:TLS:10m;",
          "ssl-default-bind-options ssl-min-ver TLSv1.2 and TLS 1.3 left on",
          "TLS 1.3, a short certificate chain, and TLS termination near the users");

  static final ProxyFix CONNECTION =
      new ProxyFix(
          "nothing: it is before nginx",
          "nothing: it is before haproxy",
          "every address of the name must answer: remove the dead one, or repair it");
}
