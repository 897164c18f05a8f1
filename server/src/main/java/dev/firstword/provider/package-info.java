/**
 * The port to a model: {@link dev.firstword.provider.ModelProvider} opens a streamed call and tells
 * a listener what comes back, failures included, as typed values. The dialects live in {@code
 * anthropic} and {@code openai}, the connection in {@code transport}.
 */
@NullMarked
package dev.firstword.provider;

import org.jspecify.annotations.NullMarked;
