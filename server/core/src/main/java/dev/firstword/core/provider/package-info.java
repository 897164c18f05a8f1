/**
 * The interface to models: {@link dev.firstword.core.provider.ModelProvider} opens a streaming call
 * and reports the response to a listener, with failures as typed values. The adapters implement it
 * for each wire protocol.
 */
@NullMarked
package dev.firstword.core.provider;

import org.jspecify.annotations.NullMarked;
