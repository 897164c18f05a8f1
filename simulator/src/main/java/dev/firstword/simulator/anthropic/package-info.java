/**
 * The Anthropic Messages API: parses requests and encodes events, replies and errors. Independent
 * of the transport.
 *
 * <p>Start reading at {@link dev.firstword.simulator.anthropic.MessagesProtocol}.
 */
@NullMarked
package dev.firstword.simulator.anthropic;

import org.jspecify.annotations.NullMarked;
