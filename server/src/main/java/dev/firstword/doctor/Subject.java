package dev.firstword.doctor;

/** What is looked at, in the order in which it is told. */
public enum Subject {
  NAME("dns", "Name"),
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

  Subject(String wireName, String title) {
    this.wireName = wireName;
    this.title = title;
  }

  /** Its name for programs. */
  public String wireName() {
    return wireName;
  }

  /** Its name for people. */
  public String title() {
    return title;
  }
}
