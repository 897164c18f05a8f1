package dev.firstword.spring;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A refusal by the application, in the form that the page knows from the server (RFC 9457). */
enum PageProblem {
  NOT_SIGNED_IN(401, "unauthorized", "sign_in", "Sign in to use this."),
  UNKNOWN_ROUTE(404, "unknown_route", "contact", "This address does not exist."),
  TOO_LARGE(413, "too_large", "edit", "The request is too large."),
  KEY_REFUSED(
      502,
      "relay_key_refused",
      "contact",
      "The server does not accept the key of this application."),
  TOKEN_REFUSED(
      502, "relay_token_refused", "contact", "The server issues no tokens to this application."),
  UNREACHABLE(502, "relay_unreachable", "retry", "The server cannot be reached.");

  private final int status;
  private final String code;
  private final String action;
  private final String detail;

  PageProblem(int status, String code, String action, String detail) {
    this.status = status;
    this.code = code;
    this.action = action;
    this.detail = detail;
  }

  int status() {
    return status;
  }

  byte[] body() {
    return """
    {"type": "urn:firstword:problem:%s", "title": "%s", "status": %d, "code": "%s", "detail": "%s", "action": "%s"}
    """
        .formatted(code, detail, status, code, detail, action)
        .getBytes(StandardCharsets.UTF_8);
  }

  void send(HttpServletResponse response) throws IOException {
    response.setStatus(status);
    response.setContentType("application/problem+json");
    response.getOutputStream().write(body());
  }
}
