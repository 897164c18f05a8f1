/**
 * OpenAI's chat completions and embeddings, and the common rerank format. Independent of the
 * transport.
 *
 * <p>Start reading at {@link dev.firstword.simulator.openai.ChatProtocol}.
 */
@NullMarked
package dev.firstword.simulator.openai;

import org.jspecify.annotations.NullMarked;
