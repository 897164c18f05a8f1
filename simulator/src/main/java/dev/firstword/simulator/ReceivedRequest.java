package dev.firstword.simulator;

import dev.firstword.relay.server.ServerRequest;

/**
 * An HTTP request with the id and the times recorded on its arrival.
 *
 * @param id the id under which the request is logged and answered
 * @param receivedAtNanos when the request head arrived, in nanoseconds of the scheduler's clock
 * @param receivedAtMillis when the request head arrived, in milliseconds since the epoch
 */
@SuppressWarnings("ArrayRecordComponent") // received requests are never compared
record ReceivedRequest(
    ServerRequest request, String id, long receivedAtNanos, long receivedAtMillis, byte[] body) {

  ReceivedRequest withBody(byte[] wholeBody) {
    return new ReceivedRequest(request, id, receivedAtNanos, receivedAtMillis, wholeBody);
  }

  String path() {
    return request.path();
  }
}
