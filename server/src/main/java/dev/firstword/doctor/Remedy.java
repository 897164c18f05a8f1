package dev.firstword.doctor;

/**
 * The line to change.
 *
 * @param nginx as nginx wants it
 * @param haproxy as haproxy wants it
 * @param otherwise what to look for in anything else
 */
public record Remedy(String nginx, String haproxy, String otherwise) {

  static final Remedy BUFFERING =
      new Remedy(
          "proxy_buffering off;  and no proxy_ignore_headers X-Accel-Buffering;",
          "no http-response wait-for-body,  no compression of text/event-stream",
          "turn response buffering off for text/event-stream, or heed X-Accel-Buffering: no");

  /** The kernel holds what is not a full packet for 200 ms when it is told that more will come. */
  static final Remedy HOLDING_BACK =
      new Remedy(
          "tcp_nodelay on;  tcp_nopush off;",
          "option http-no-delay",
          "send what there is at once (TCP_NODELAY, no TCP_CORK)");

  static final Remedy COMPRESSION =
      new Remedy(
          "gzip off;  or gzip_types without text/event-stream",
          "compression type  without text/event-stream, and keep Cache-Control: no-transform",
          "do not compress text/event-stream, and heed Cache-Control: no-transform");

  static final Remedy COMMENTS =
      new Remedy(
          "proxy_pass with no body filter (sub_filter, njs) on this location",
          "no filter that rewrites bodies on this backend",
          "pass the body on byte by byte: lines that begin with a colon keep the stream alive");

  static final Remedy SERVER_KEEP_ALIVE =
      new Remedy(
          "keepalive 64;  in the upstream, proxy_http_version 1.1;  proxy_set_header Connection \"\";",
          "option http-keep-alive  and  http-reuse safe, no option httpclose or http-server-close",
          "keep connections to the server open and use HTTP/1.1 or later for them");

  static final Remedy CLIENT_KEEP_ALIVE =
      new Remedy(
          "keepalive_timeout 75s;  and no keepalive_requests that is small",
          "option http-keep-alive,  timeout http-keep-alive 60s",
          "keep connections to clients open between requests");

  static final Remedy CONNECTIONS =
      new Remedy(
          "a higher limit_conn and worker_connections",
          "a higher maxconn (global, frontend and server)",
          "allow as many streams at once as there are people who wait");

  static final Remedy HTTP_2 =
      new Remedy(
          "listen 443 ssl http2;",
          "bind :443 ssl crt ... alpn h2,http/1.1",
          "offer HTTP/2 in the TLS handshake (ALPN h2)");

  static final Remedy IDLE =
      new Remedy(
          "proxy_read_timeout 120s;  send_timeout 120s;",
          "timeout server 120s,  timeout client 120s,  timeout tunnel 120s",
          "an idle time-out well above the server's keep-alive");

  static final Remedy LIFETIME =
      new Remedy(
          "no limit on a response's whole time in what stands before it",
          "no timeout on the whole response in what stands before it",
          "allow a response to last as long as the longest answer (10 minutes by default)");

  static final Remedy REQUEST_HEADERS =
      new Remedy(
          "no proxy_set_header NAME \"\";  and no proxy_pass_request_headers off;",
          "no http-request del-header or set-header for it",
          "pass request headers on as they came");

  static final Remedy ANSWER_HEADERS =
      new Remedy(
          "no proxy_hide_header, more_clear_headers or add_header for it",
          "no http-response del-header or set-header for it",
          "pass the answer's headers on as they came");

  static final Remedy NAME =
      new Remedy(
          "nothing: it is before nginx",
          "nothing: it is before haproxy",
          "a nearer or quicker name server, and a longer life (TTL) of the record");

  static final Remedy TLS =
      new Remedy(
          "ssl_protocols TLSv1.3 TLSv1.2;  ssl_session_cache shared:TLS:10m;",
          "ssl-default-bind-options ssl-min-ver TLSv1.2 and TLS 1.3 left on",
          "TLS 1.3, a short certificate chain, and an end of TLS near the people");

  static final Remedy CONNECTION =
      new Remedy(
          "nothing: it is before nginx",
          "nothing: it is before haproxy",
          "every address of the name must answer: take the dead one out, or mend it");
}
