/**
 * The Anthropic Messages API: requests in, events, replies and errors out. Knows no transport.
 *
 * <p>Start reading at {@link dev.firstword.simulator.anthropic.MessagesProtocol}.
 */
@NullMarked
package dev.firstword.simulator.anthropic;

import org.jspecify.annotations.NullMarked;
