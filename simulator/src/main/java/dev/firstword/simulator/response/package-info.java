/**
 * Sending responses: a thought's steps and an answer's tokens at their times, encoded in a
 * protocol, with injected faults.
 *
 * <p>Start reading at {@link dev.firstword.simulator.response.StreamingResponse}.
 */
@NullMarked
package dev.firstword.simulator.response;

import org.jspecify.annotations.NullMarked;
