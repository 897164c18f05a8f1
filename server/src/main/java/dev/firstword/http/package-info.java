/**
 * The face: routes in, events and JSON out. With the provider's transport the only place that knows
 * the HTTP library. Start reading at {@link dev.firstword.http.HttpFace}, then {@link
 * dev.firstword.http.TurnStream}.
 */
@NullMarked
package dev.firstword.http;

import org.jspecify.annotations.NullMarked;
