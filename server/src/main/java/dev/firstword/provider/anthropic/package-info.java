/**
 * Anthropic's Messages API: {@link dev.firstword.provider.anthropic.AnthropicDialect} writes
 * requests, {@link dev.firstword.provider.anthropic.AnthropicTranslator} reads answers.
 */
@NullMarked
package dev.firstword.provider.anthropic;

import org.jspecify.annotations.NullMarked;
