/**
 * Anthropic's Messages API: {@link dev.firstword.adapters.anthropic.AnthropicDialect} writes
 * requests, {@link dev.firstword.adapters.anthropic.AnthropicTranslator} reads answers.
 */
@NullMarked
package dev.firstword.adapters.anthropic;

import org.jspecify.annotations.NullMarked;
