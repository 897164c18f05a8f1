/**
 * OpenAI's chat completions API and its variants on other servers: {@link
 * dev.firstword.provider.openai.OpenAiDialect} writes requests, {@link
 * dev.firstword.provider.openai.OpenAiTranslator} reads answers.
 */
@NullMarked
package dev.firstword.provider.openai;

import org.jspecify.annotations.NullMarked;
