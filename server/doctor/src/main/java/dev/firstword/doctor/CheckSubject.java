package dev.firstword.doctor;

/** What is checked, in the order of the report. */
public enum CheckSubject {
  DNS("dns", "Name"),
  CONNECTION("connect", "Connecting"),
  TLS("tls", "TLS"),
  REQUEST_HEADERS("request_headers", "Request headers"),
  ANSWER_HEADERS("answer_headers", "Answer headers"),
  BUFFERING("buffering", "Buffering"),
  COMPRESSION("compression", "Compression"),
  COMMENTS("comments", "Keep-alive comments"),
  CLIENT_KEEP_ALIVE("client_keep_alive", "Kept connection to you"),
  SERVER_KEEP_ALIVE("server_keep_alive", "Kept connection to server"),
  CONNECTIONS("connections", "Streams at once"),
  HTTP_2("http2", "HTTP/2"),
  IDLE("idle", "Silence"),
  LIFETIME("lifetime", "Length of a stream");

  private final String wireName;
  private final String title;

  CheckSubject(String wireName, String title) {
    this.wireName = wireName;
    this.title = title;
  }

  /** Returns the name for programs. */
  public String wireName() {
    return wireName;
  }

  /** Returns the name for users. */
  public String title() {
    return title;
  }
}
