/**
 * The HTTP API: requests in, server-sent events and JSON out. Only this package and the provider
 * transport depend on the HTTP library. Start reading at {@link dev.firstword.http.HttpServer},
 * then {@link dev.firstword.http.TurnStream}.
 */
@NullMarked
package dev.firstword.http;

import org.jspecify.annotations.NullMarked;
