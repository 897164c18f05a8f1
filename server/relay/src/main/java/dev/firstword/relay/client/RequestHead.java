package dev.firstword.relay.client;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;

/** The parts of a request's head. */
final class RequestHead {

  static final HttpVersion VERSION = HttpVersion.HTTP_1_1;

  private RequestHead() {}

  static HttpMethod method(OutgoingRequest request) {
    return request.isGet() ? HttpMethod.GET : HttpMethod.POST;
  }

  /** Returns the path with the query. */
  static String target(OutgoingRequest request) {
    URI uri = request.uri();
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  static HttpHeaders headers(OutgoingRequest request) {
    HttpHeaders headers = new DefaultHttpHeaders();
    headers.set(HttpHeaderNames.HOST, HttpOrigin.of(request.uri()).authority());
    request.headers().forEach(headers::set);
    if (!request.isGet()) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, request.body().length);
    }
    return headers;
  }
}
