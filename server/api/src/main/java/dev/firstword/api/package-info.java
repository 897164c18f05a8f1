/**
 * The HTTP API: requests in, server-sent events and JSON out. Only this package and the provider
 * transport depend on the HTTP library. Start reading at {@link dev.firstword.api.HttpServer}, then
 * {@link dev.firstword.api.TurnStream}.
 */
@NullMarked
package dev.firstword.api;

import org.jspecify.annotations.NullMarked;
